"""Products: what stands in which column, who fills it."""

from __future__ import annotations

from xltrade.core.schema import Table
from xltrade.declared import choices as ch
from xltrade.declared.tables.columns import col

PRODUCTS = Table(
    "products",
    "产品",
    "Products",
    "全公司统一的产品资料。",
    "One source of product data for everyone.",
    (
        col("id", "产品编号", "Product ID", "id", "唯一编号。", "A unique code.", "R093", required=True),
        col("name", "产品名称", "Product name", "text", "名称。", "Name.", "R093", required=True, width=28),
        col("spec", "规格", "Specification", "text", "规格。", "Specification.", "R093", width=22),
        col("model", "型号", "Model", "text", "型号。", "Model.", "R093"),
        col("moq", "最小定单量", "MOQ", "number", "最小定单量。", "Minimum order quantity.", "R093"),
        col("key_person", "关键人", "Key person", "text", "谁负责。", "Who is in charge.", "R093"),
        col("price", "价格", "Price", "money", "基准价。", "List price.", "R093", decimals=4),
        col("currency", "币种", "Currency", ch.CURRENCY, "价格币种。", "Currency of the price.", "R093"),
        col("certificates", "国际认证", "Certificates", "text", "CE、UL 等。", "CE, UL and so on.", "R093"),
        col("parameters", "技术参数", "Parameters", "note", "技术参数。", "Technical parameters.", "R093"),
        col("picture", "图片", "Picture", "text", "图片文件或链接。", "File or link.", "R094"),
        col("sample_stock", "有样品", "Sample in stock", ch.YESNO, "有高质量样品库存。", "Good samples in stock.", "R095"),
        col("discontinued", "停产", "Discontinued", ch.YESNO, "已停产。", "No longer made.", "R093"),
    ),
    unique=("id",),
    place="master",
    req=("R093", "R094", "R095"),
)

PRICE_LIST = Table(
    "price_list",
    "价格表",
    "Price list",
    "同一产品按地区和客户类型的多种报价。",
    "Several prices per product, by region and customer.",
    (
        col("product_id", "产品编号", "Product ID", "id", "产品。", "The product.", "R090", required=True, refers="products.id"),
        col("region", "地区", "Region", ch.REGION, "空 = 所有地区。", "Blank = everywhere.", "R090 R091 R092"),
        col("nature", "客户性质", "Nature", ch.NATURE, "空 = 所有客户。", "Blank = everyone.", "R090"),
        col("price", "价格", "Price", "money", "报价。", "Price.", "R090", required=True, decimals=4),
        col("floor_price", "底价", "Floor price", "money", "不能低于。", "Lowest allowed.", "R101", decimals=4),
        col("addon_cost", "附加服务成本", "Addon cost", "money", "附加值和服务成本。", "Cost of added value and service.", "R092", decimals=4),
        col("currency", "币种", "Currency", ch.CURRENCY, "价格币种。", "Currency.", "R090", required=True),
        col("strategy", "报价策略", "Strategy", "note", "价格敏感地区第一次就报有竞争力的价。", "Price-sensitive regions get the competitive price first.", "R091 R165"),
    ),
    place="master",
    req=("R090", "R091", "R092"),
)
