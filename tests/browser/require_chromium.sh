#!/bin/sh
# The browser tests drive a system Chromium; installed here where that needs no password.
# A font with Chinese characters goes with it, or the screenshots show empty boxes.
if command -v chromium >/dev/null 2>&1 || command -v google-chrome >/dev/null 2>&1; then
    exit 0
fi
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
    echo "安装 Chromium 与中文字体（浏览器测试需要）……"
    apt-get update -qq && apt-get install -y -qq chromium fonts-wqy-microhei >/dev/null && exit 0
fi
echo "浏览器测试需要 Chromium。请先安装，例如：sudo apt-get install chromium fonts-wqy-microhei" >&2
exit 1
