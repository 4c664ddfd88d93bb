layout-skip = Skip to the text
layout-home = Start
layout-leave = Leave now
layout-more = More
layout-safety = Stay safe here
layout-numbers = Numbers to call
layout-before = Who is told what
