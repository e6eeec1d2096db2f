"""What every room stands on; knows none of them."""
