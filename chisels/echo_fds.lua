-- Data that is read and written, with who and where
-- SPDX-License-Identifier: Apache-2.0
description = "Data that is read and written, with who and where"
short_description = "Data that is read and written"
category = "I/O"
args = {
  {
    name = "disable_color", description = "disable_colors: no colours", argtype = "string",
    optional = true,
  },
}

(require "payload"){}
