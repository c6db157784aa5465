"""Customers whose names, numbers and addresses are written in every way people write them."""

from __future__ import annotations

import pandas as pd

CUSTOMERS = pd.DataFrame(
    [
        {"id": "C1", "company": "ABC Trading Co., Ltd.", "email": "li@abc-trading.com", "phone": "+86 755 8888 1234"},
        {"id": "C2", "company": "深圳市长城贸易有限公司", "email": "greatwall@qq.com", "fax": "0755-26001234"},
        {"id": "C3", "company": "Société Générale des Huiles S.A.", "email": "a@sgh.fr; b@sgh.fr"},
        {"id": "C4", "company": "Müller Maschinenbau GmbH & Co. KG", "phone": "+49 (0)30 901820 ext 7"},
        {"id": "C5", "company": "PT. Maju Jaya", "email": "info@mail.majujaya.co.id", "phone": 13800138000.0},
        {"id": "C6", "company": None, "email": None, "phone": None},
    ]
)
