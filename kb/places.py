"""Cities, authorities and shops by which people say where they make, test or sell: name → economy."""

from __future__ import annotations

_BY_ECONOMY = {
    "CN": "Shenzhen Guangzhou Dongguan Zhongshan Foshan Huizhou Zhuhai Shanghai Suzhou Wuxi Nanjing Ningbo Hangzhou Yiwu Wenzhou Xiamen Fuzhou "
    "Qingdao Tianjin Beijing Chengdu Chongqing Wuhan Hefei Guangdong Zhejiang Jiangsu Fujian Shandong "
    "深圳 广州 东莞 中山 佛山 惠州 珠海 上海 苏州 无锡 南京 宁波 杭州 义乌 温州 厦门 福州 青岛 天津 北京 成都 重庆 武汉 合肥 广东 浙江 江苏 福建 山东 慈溪 顺德 汕头 海南 中山市",
    "VN": "Hanoi Saigon Haiphong 河内 胡志明市 海防", "TH": "Bangkok 曼谷", "MY": "Penang 槟城 吉隆坡", "ID": "Jakarta Batam 雅加达",
    "IN": "Mumbai Delhi Bangalore Bengaluru Chennai 孟买 新德里 班加罗尔", "JP": "Tokyo Osaka Nagoya 东京 大阪", "KR": "Seoul Busan 首尔 釜山",
    "TW": "Taipei Hsinchu Kaohsiung 台北 新竹 高雄", "SA": "Riyadh Jeddah Dammam 利雅得 吉达", "BR": "Manaus Brasilia 圣保罗 马瑙斯", "MX": "Tijuana Monterrey 蒂华纳",
    "US": "Texas California Chicago Amazon.com 纽约 加州 德州", "DE": "Munich Berlin Hamburg Frankfurt Cologne 慕尼黑 柏林 汉堡", "FR": "Paris Lyon 巴黎",
    "IT": "Milan 米兰", "GB": "London Manchester 伦敦", "CA": "Toronto Ontario Quebec 多伦多", "AU": "Sydney Melbourne Queensland 悉尼 墨尔本", "NZ": "Auckland 奥克兰",
    "TR": "Istanbul 伊斯坦布尔", "PL": "Warsaw 华沙", "RU": "Moscow 莫斯科",
}  # fmt: skip
_SEVERAL_WORDS = {
    "Ho Chi Minh City": "VN",
    "Kuala Lumpur": "MY",
    "New Delhi": "IN",
    "Sao Paulo": "BR",
    "São Paulo": "BR",
    "New York": "US",
}
# Names for several markets at once that are no group of the base.
TOGETHER = {
    "Benelux": "Belgium, Netherlands, Luxembourg", "DACH": "Germany, Austria, Switzerland", "ANZ": "Australia, New Zealand",
    "Nordics": "Denmark, Sweden, Norway, Finland, Iceland", "Baltics": "Estonia, Latvia, Lithuania",
    "欧美": "欧盟、美国", "日韩": "日本、韩国", "澳新": "澳大利亚、新西兰", "港澳台": "香港、澳门、台湾", "港澳": "香港、澳门", "新马泰": "新加坡、马来西亚、泰国",
    "北欧": "丹麦、瑞典、挪威、芬兰、冰岛", "美加": "美国、加拿大",
}  # fmt: skip
# Marks, authorities and shops that stand for one market.
_AUTHORITIES = {
    "MX": "NOM Profeco COFEPRIS", "ID": "SNI SDPPI BPOM", "MY": "SIRIM MCMC", "TH": "TISI NBTC", "VN": "QCVN",
    "ZA": "NRCS ICASA SABS SAHPRA", "NG": "SONCAP NAFDAC", "KE": "KEBS PVoC", "AR": "ENACOM IRAM ANMAT", "CL": "SUBTEL", "CO": "RETIE INVIMA", "EG": "GOEIC NTRA",
    "AE": "ECAS EQM MOIAT TDRA ESMA", "KW": "KUCAS", "RU": "Roskomnadzor", "UA": "UkrSEPRO", "TR": "TITCK", "HK": "OFCA", "PK": "PSQCA", "LK": "SLSI",
    "BD": "BSTI", "CH": "BAKOM", "CN": "Tmall Taobao 天猫 淘宝 京东 拼多多", "KR": "Coupang", "JP": "Rakuten 乐天", "US": "美亚", "IN": "Flipkart",
}  # fmt: skip
AUTHORITIES = {name: code for code, names in _AUTHORITIES.items() for name in names.split()}
PLACES = {name: code for code, names in _BY_ECONOMY.items() for name in names.split()} | _SEVERAL_WORDS
