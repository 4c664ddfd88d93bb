desk-nav = Sections
desk-theme = Light or dark
desk-sign-out = Sign out
