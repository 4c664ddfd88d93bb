//! Organisations, services, places, hours and capacity (HSDS 3.1), and who fits a need.
