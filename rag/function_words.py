"""Characters that carry little meaning of their own, except inside the words that need them.

就 says nothing and 就业 does: a character is weak by where it stands.
"""

from __future__ import annotations

import re
from functools import lru_cache

_WEAK = frozenset(
    "是有要会将能把被在和与及或都也就还到想让给对为从向跟同这那它他她其该个家项处多大小搞弄干做抓办说讲提叫用去来上下里中内外前后年月日第"
    "又很挺想定达至过等者所以可全共各请问看比如什哪几谁呢"
)
_CONTENT = re.compile(
    "就业|就医|成就|都市|首都|古都|大学|大数据|大桥|大道|大厦|大赛|大会|大棚|大豆|大米|大病|大气|重大|扩大|大型|大模型|小区|小学|小微|小镇|小康"
    "|小麦|小时|中小|中心|中学|中医|中药|中欧|中央|中亚|集中|社会|机会|会议|展会|峰会|会展|能源|能力|智能|产能|功能|节能|动能|储能|核能|氢能|性能"
    "|风能|能耗|赋能|要素|要闻|供给|给水|返还|还田|转让|思想|理想|碳中和|和平|和谐|参与|普及|国有|有机|有色|有限|拥有|公有|在线|在校|在建|对外|对口|对台|对接"
    "|从业|从严|方向|面向|共同|协同|合同|同城|公共|共享|共富|共治|安全|全民|全域|全国|全球|国家|家庭|专家|家电|家政|家居|个体|个人|个税|项目|专项"
    "|事项|处理|处置|办处|多式|多元|多式联运|干部|干线|骨干|干流|办学|办公|承办|举办|筹办|民办|公办|小说|宣讲|演讲|信用|用地|用水|用电|用户|应用|使用|利用"
    "|民用|通用|费用|去库存|未来|来源|外来|上市|上合|海上|线上|地上|水上|地下|线下|下乡|里程|公里|内河|内陆|内需|外贸|外资|外商|海外|境外|外籍|前沿|后勤|青年|老年|年轻"
    "|稳定|固定|制定|认定|定价|定制|定点|定位|发达|达标|碳达峰|达峰|过境|过剩|等级|平等|消费者|劳动者|志愿者|经营者|研究所|派出所|交易所|事务所|以旧换新|以工代赈|以竹代塑"
    "|可再生|可支配|许可|提质|提升|提案|抓手|比例|比重|对比|日间|节日|假日|品第"
)


@lru_cache(maxsize=4096)
def weak_characters(text: str) -> frozenset[int]:
    """The positions of ``text`` whose characters say hardly anything."""
    strong = {at for match in _CONTENT.finditer(text) for at in range(*match.span())}
    return frozenset(at for at, char in enumerate(text) if char in _WEAK and at not in strong)
