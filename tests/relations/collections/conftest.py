"""What counts statements for posts counts them here as well."""

from tests.reach.conftest import statements as statements
