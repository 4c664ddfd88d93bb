understand-title = Quiero entender
