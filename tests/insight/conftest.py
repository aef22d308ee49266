from tests.desk.conftest import town as town
from tests.shopify.conftest import address as address
