-- Words that pandoc's Markdown writer gets wrong for Python-Markdown: it loses the character after a backslash, leaves
-- `&` before what looks like an entity, `{`, which the site's lists of attributes begin with, and dashes that make a rule.

local ENTITIES = { ["&"] = "&amp;", ["<"] = "&lt;", [">"] = "&gt;" }

function Str(word)
  if word.text:find("[\\&{]") or word.text:find("^%-%-%-+$") then
    local text = word.text:gsub("[&<>]", ENTITIES):gsub("[\\`*_{}%[%]#|!%-]", "\\%0")
    return pandoc.RawInline("markdown", text)
  end
end
