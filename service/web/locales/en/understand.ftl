understand-title = I want to understand
