"""Topics worth comparing, taken from the documents: what several districts speak of."""

from __future__ import annotations

import re
from collections import Counter

from ui.seam import Library

_COMMON = (
    "城市更新", "营商环境", "新增就业", "科技创新", "海洋经济", "数字经济", "乡村振兴", "对外开放",
    "重点项目", "产业园区", "人才", "医院", "养老", "教育", "生态环境", "绿色低碳", "固定资产投资",
    "地区生产总值", "一般公共预算收入", "居民人均可支配收入", "社会消费品零售总额", "进出口",
    "招商引资", "先进制造业", "现代服务业", "高新技术企业", "粮食产量", "城镇化", "文化旅游", "住房",
)  # fmt: skip
"""Matters that reports and plans commonly have a paragraph on."""
_NAMED = re.compile(r"“([\u4e00-\u9fffA-Za-z0-9+]{3,8})”|(?<![A-Za-z])([A-Z]{3,8})(?![A-Za-z])")


def topics(library: Library, n: int = 8) -> tuple[str, ...]:
    """Up to ``n`` topics that at least two districts speak of, the most shared first."""
    spoken: dict[str, list[str]] = {}
    for document in library.documents.values():
        for section in document.sections:
            for name in section.districts:
                spoken.setdefault(name, []).append(document.text[section.start : section.end])
    texts = ["\n".join(parts) for parts in spoken.values()]
    shared = Counter({topic: sum(topic in text for text in texts) for topic in _COMMON})
    for text in texts:
        for name in dict.fromkeys(match[1] or match[2] for match in _NAMED.finditer(text)):
            shared.setdefault(name, sum(name in text for text in texts))
    found = [topic for topic, count in shared.most_common() if count >= 2]
    return tuple(found[:n])
