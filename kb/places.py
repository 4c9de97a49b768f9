"""Cities, authorities and shops by which people say where they make, test or sell: name → economy."""

from __future__ import annotations

_BY_ECONOMY = {
    "CN": "Shenzhen Guangzhou Dongguan Zhongshan Foshan Huizhou Zhuhai Shanghai Suzhou Wuxi Nanjing Ningbo Hangzhou Yiwu Wenzhou Xiamen Fuzhou "
    "Qingdao Tianjin Beijing Chengdu Chongqing Wuhan Hefei Guangdong Zhejiang Jiangsu Fujian Shandong "
    "深圳 广州 东莞 中山 佛山 惠州 珠海 上海 苏州 无锡 南京 宁波 杭州 义乌 温州 厦门 福州 青岛 天津 北京 成都 重庆 武汉 合肥 广东 浙江 江苏 福建 山东 慈溪 顺德 汕头 海南 中山市 Kunshan Changzhou Dongying Anhui Hunan Hubei Henan Hebei Sichuan Shaanxi Jiangxi Guangxi Liaoning Dalian Shenyang Taizhou Jiaxing Shaoxing Jinhua Zhuhai Huizhou 昆山 常州 南通 绍兴 台州 嘉兴 金华 湖州 泉州 潮州 揭阳 江门 安徽 江西 湖南 湖北 河南 河北 四川 陕西 广西 辽宁 大连 沈阳 长沙 郑州 西安 济南 烟台 深圳市",
    "VN": "Hanoi Saigon Haiphong Danang 河内 胡志明市 胡志明 海防 北宁 岘港 胡志明市", "TH": "Bangkok Rayong Chonburi 曼谷 罗勇", "MY": "Penang Johor Selangor 槟城 吉隆坡 柔佛", "ID": "Jakarta Batam Surabaya Bekasi 雅加达 巴淡 泗水 Makassar Medan Semarang",
    "IN": "Mumbai Delhi Bangalore Bengaluru Chennai Pune Hyderabad Noida Gurgaon Kolkata Ahmedabad 金奈 浦那 孟买 新德里 班加罗尔", "JP": "Tokyo Osaka Nagoya Yokohama Kobe Fukuoka 横滨 神户 东京 大阪", "KR": "Seoul Busan Incheon Gumi 仁川 首尔 釜山",
    "TW": "Taipei Hsinchu Kaohsiung Taichung Tainan 台中 台南 桃园 台北 新竹 高雄", "SA": "Riyadh Jeddah Dammam 利雅得 吉达 达曼", "BR": "Manaus Brasilia Curitiba Campinas 圣保罗 马瑙斯 Santos 桑托斯 里约", "MX": "Tijuana Monterrey Guadalajara Queretaro 蒂华纳 蒙特雷 墨西哥城 Manzanillo 曼萨尼约",
    "US": "Washington Florida Texas California Chicago Ohio Michigan Detroit Houston Seattle Boston 洛杉矶 芝加哥 Amazon.com 纽约 加州 德州 Pennsylvania Illinois Oregon Minnesota Arizona Colorado Nevada Miami Dallas Atlanta 旧金山 休斯敦 亚特兰大", "DE": "Munich Berlin Hamburg Frankfurt Cologne Stuttgart Dusseldorf Düsseldorf Nuremberg 法兰克福 斯图加特 慕尼黑 柏林 汉堡", "FR": "Paris Lyon 巴黎 Marseille 马赛 勒阿弗尔",
    "IT": "Milan Turin Bologna 米兰 都灵 博洛尼亚", "GB": "London Manchester Birmingham Leeds Glasgow Edinburgh Cardiff Liverpool Bristol Sheffield 伦敦 曼彻斯特 Felixstowe", "CA": "Toronto Ontario Quebec Ottawa Vancouver Montreal 多伦多 渥太华 温哥华 Alberta Manitoba Saskatchewan Calgary Edmonton Winnipeg 安大略 魁北克 蒙特利尔", "AU": "Sydney Melbourne Queensland Canberra Brisbane Perth 堪培拉 悉尼 墨尔本 Adelaide Tasmania 珀斯 布里斯班 阿德莱德", "NZ": "Auckland Wellington 惠灵顿 奥克兰 Christchurch",
    "TR": "Istanbul Izmir Ankara Bursa 伊斯坦布尔 伊兹密尔 安卡拉", "PL": "Warsaw Krakow Gdansk Wroclaw 华沙 Gdynia", "RU": "Moscow 莫斯科 Vladivostok Novosibirsk 圣彼得堡 海参崴 新西伯利亚",
    "CZ": "Prague Brno 布拉格", "HU": "Budapest Debrecen 布达佩斯", "RO": "Bucharest Cluj 布加勒斯特", "ES": "Madrid Barcelona Valencia 马德里 巴塞罗那", "PT": "Lisbon 里斯本",
    "NL": "Rotterdam Amsterdam Eindhoven 鹿特丹 阿姆斯特丹", "BE": "Antwerp Brussels 安特卫普", "AT": "Vienna Graz 维也纳", "SE": "Stockholm Gothenburg 斯德哥尔摩", "DK": "Copenhagen 哥本哈根",
    "FI": "Helsinki 赫尔辛基", "NO": "Oslo 奥斯陆", "IE": "Dublin Galway Limerick 都柏林", "CH": "Zurich Geneva Basel Berne Bern Lausanne 伯尔尼 苏黎世 日内瓦", "BD": "Dhaka Chittagong 达卡 吉大港", "PK": "Karachi Lahore Sialkot 卡拉奇 Islamabad 伊斯兰堡",
    "PH": "Manila Cebu 马尼拉 宿务 Davao 达沃", "EG": "Cairo 开罗 Alexandria 亚历山大 塞得港 Damietta", "MA": "Casablanca Tangier 卡萨布兰卡 Rabat 拉巴特", "ZA": "Johannesburg Durban 约翰内斯堡 Pretoria 德班 开普敦", "KE": "Nairobi Mombasa 内罗毕 蒙巴萨", "NG": "Lagos 拉各斯 Abuja Kano 阿布贾",
    "CO": "Bogota Medellin 波哥大 Cartagena Buenaventura 卡塔赫纳", "CL": "Santiago 圣地亚哥 Valparaiso", "IL": "Haifa 海法", "PE": "Lima 利马 Callao 卡亚俄", "KZ": "Almaty Astana 阿拉木图", "UA": "Kyiv Kiev 基辅 Odesa Odessa Lviv 敖德萨", "UZ": "Tashkent 塔什干", "GR": "Athens 雅典 Piraeus Thessaloniki 比雷埃夫斯", "BG": "Sofia 索非亚", "RS": "Belgrade 贝尔格莱德", "QA": "Doha 多哈", "GH": "Accra 阿克拉 Tema 特马", "LK": "Colombo 科伦坡", "KH": "金边", "MM": "Yangon 仰光", "BY": "Minsk 明斯克", "AM": "Yerevan 埃里温", "KG": "Bishkek 比什凯克", "BN": "斯里巴加湾", "MN": "Ulaanbaatar 乌兰巴托", "IQ": "Baghdad Basra Erbil 巴格达 巴士拉", "BH": "Manama 麦纳麦", "OM": "Muscat 马斯喀特 Sohar Salalah 苏哈尔", "KW": "科威特城", "JO": "Amman 安曼 Aqaba 亚喀巴", "PA": "巴拿马城", "CR": "圣何塞", "UY": "Montevideo 蒙得维的亚", "EC": "Quito Guayaquil 基多 瓜亚基尔", "UG": "Kampala 坎帕拉", "LA": "Vientiane 万象", "NP": "Kathmandu 加德满都", "TN": "Tunis Sfax 突尼斯市", "DZ": "Algiers Oran 阿尔及尔", "ET": "亚的斯亚贝巴", "AR": "Rosario 布宜诺斯艾利斯", "TZ": "Dodoma 达累斯萨拉姆 Zanzibar",
    "HR": "Zagreb 萨格勒布",
    "AE": "Sharjah 沙迦 杰贝阿里",
    "FJ": "Suva",
    "SN": "Dakar 达喀尔",
    "AO": "Luanda 罗安达",
    "SK": "Bratislava",
    "SI": "Ljubljana",
    "LV": "Riga 里加",
    "LT": "Vilnius 维尔纽斯",
    "EE": "Tallinn 塔林",
    "IS": "Reykjavik 雷克雅未克",
    "MT": "Valletta",
    "CY": "Nicosia Limassol",
    "PY": "Asuncion 亚松森",
    "GE": "Tbilisi 第比利斯",
    "AZ": "Baku 巴库",
    "MD": "Chisinau",
    "MK": "Skopje",
    "BA": "Sarajevo",
    "AL": "Tirana",
    "ME": "Podgorica",
}  # fmt: skip
_SEVERAL_WORDS = {
    "Ho Chi Minh City": "VN",
    "Kuala Lumpur": "MY",
    "New Delhi": "IN",
    "Sao Paulo": "BR",
    "São Paulo": "BR",
    "New York": "US",
    "New Jersey": "US",
    "New Mexico": "US",
    "New Hampshire": "US",
    "North Carolina": "US",
    "South Carolina": "US",
    "South Australia": "AU",
    "Western Australia": "AU",
    "Los Angeles": "US",
    "Da Nang": "VN",
    "Bac Ninh": "VN",
    "Tel Aviv": "IL",
    "Cape Town": "ZA",
    "Phnom Penh": "KH",
    "Dar es Salaam": "TZ",
    "Buenos Aires": "AR",
    "Addis Ababa": "ET",
    "Long Beach": "US",
    "San Francisco": "US",
    "British Columbia": "CA",
    "Nova Scotia": "CA",
    "New South Wales": "AU",
    "NSW": "AU",
    "Rio de Janeiro": "BR",
    "San Jose Costa Rica": "CR",
    "Kuwait City": "KW",
    "Ho Chi Minh": "VN",
    "Jebel Ali": "AE",
    "Port Said": "EG",
    "Hai Phong": "VN",
    "Le Havre": "FR",
    "San Jose de Costa Rica": "CR",
    "La Paz": "BO",
    "Umm Qasr": "IQ",
    "St Petersburg": "RU",
}
# Shops by their address: amazon.de, shopee.com.my. Of ".com" only those that sell in the United States there.
_SHOPS = "amazon ebay shopee lazada allegro mercadolibre mercadolivre noon jumia ozon kaufland"
_ADDRESSES = {
    "AU": "com.au", "GB": "co.uk", "DE": "de", "FR": "fr", "IT": "it", "ES": "es", "NL": "nl", "PL": "pl", "SE": "se", "BE": "com.be", "IE": "ie", "AT": "at",
    "CH": "ch", "JP": "co.jp", "IN": "in", "CA": "ca", "MX": "com.mx", "BR": "com.br", "SA": "sa", "AE": "ae", "EG": "eg", "SG": "sg", "TR": "com.tr", "ZA": "co.za",
    "MY": "com.my", "TH": "co.th", "VN": "vn", "PH": "com.ph ph", "ID": "co.id", "TW": "tw", "AR": "com.ar", "CL": "cl", "CO": "com.co", "PE": "com.pe", "UY": "com.uy",
    "NG": "com.ng", "KE": "co.ke", "MA": "ma", "RU": "ru", "KZ": "kz",
}  # fmt: skip
# States and provinces that have rules of their own: named alone, they are where goods are sold.
STATES = frozenset(
    "Washington Florida Texas California Ohio Michigan Pennsylvania Illinois Oregon Minnesota Arizona Colorado Nevada Ontario Quebec Alberta Manitoba "
    "Saskatchewan Queensland Tasmania NSW 加州 德州 安大略 魁北克".split()
) | {
    "New York",
    "New Jersey",
    "New Mexico",
    "New Hampshire",
    "British Columbia",
    "Nova Scotia",
    "New South Wales",
    "South Australia",
    "Western Australia",
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
    "AE": "ECAS EQM MOIAT TDRA ESMA", "KW": "KUCAS", "RU": "Roskomnadzor", "UA": "UkrSEPRO", "TR": "TITCK", "HK": "OFCA", "GB": "英代 SCPN", "EU": "欧代 CPNP", "PK": "PSQCA", "LK": "SLSI",
    "BD": "BSTI", "CH": "BAKOM 瑞代", "CN": "Tmall Taobao 天猫 淘宝 京东 拼多多", "KR": "Coupang", "JP": "Rakuten 乐天", "US": "美亚 美代 TSCA CPSIA FSVP", "IN": "Flipkart",
}  # fmt: skip
AUTHORITIES = {name: code for code, names in _AUTHORITIES.items() for name in names.split()} | {
    f"{shop}.{end}": code for code, ends in _ADDRESSES.items() for end in ends.split() for shop in _SHOPS.split()
}
AUTHORITIES |= {"amazon.com": "US", "ebay.com": "US", "TSCA Title VI": "US", "TSCA Title 6": "US", "TSCA第六编": "US"}
PLACES = {name: code for code, names in _BY_ECONOMY.items() for name in names.split()} | _SEVERAL_WORDS
# As they are called in Spanish, German, French and Portuguese, where that is not as in English; _ joins words.
_ABROAD = {
    "MX": "México Mexiko Mexique", "BR": "Brasil Brasilien Brésil", "US": "Estados_Unidos Vereinigte_Staaten États-Unis EE.UU", "EU": "Unión_Europea Europäische_Union Union_européenne União_Europeia",
    "GB": "Reino_Unido Großbritannien Vereinigtes_Königreich Royaume-Uni", "DE": "Alemania Deutschland Allemagne Alemanha", "JP": "Japón Japão Japon Giappone", "KR": "Corea_del_Sur Südkorea Corée_du_Sud Coreia_do_Sul",
    "SA": "Arabia_Saudita Arabia_Saudí Saudi-Arabien Arabie_saoudite Arábia_Saudita", "AE": "Emiratos_Árabes_Unidos Vereinigte_Arabische_Emirate Émirats_arabes_unis", "CH": "Suiza Schweiz Suisse Suíça", "TR": "Turquía Türkei Turquie Turquia",
    "IN": "Indien Índia Inde", "ZA": "Sudáfrica Südafrika Afrique_du_Sud", "AU": "Australien Australie Austrália", "CA": "Kanada Canadá", "NZ": "Neuseeland Nueva_Zelanda Nouvelle-Zélande", "TH": "Tailandia Thaïlande Tailândia",
    "MY": "Malasia Malaisie Malásia", "ID": "Indonesien Indonésie Indonésia", "PH": "Filipinas Philippinen", "DZ": "Argelia Algerien Algérie Argélia", "RU": "Rusia Russland Russie Rússia", "NO": "Noruega Norwegen Norvège",
    "SG": "Singapur Singapour", "KE": "Kenia", "EG": "Egipto Ägypten Égypte", "MA": "Marruecos Marokko Maroc", "PE": "Perú", "ES": "España Spanien Espagne", "FR": "Francia Frankreich", "IT": "Italien Italie",
    "CN": "Chine", "TW": "Taiwán",
}  # fmt: skip
ABROAD = {name.replace("_", " "): code for code, names in _ABROAD.items() for name in names.split()}
