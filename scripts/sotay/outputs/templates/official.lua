-- The body of an official document on paper (Decree 30/2020/NĐ-CP, Annex I): for the writers of Word and of typst.

-- Word joins tables that touch, and sets text right below a table.
local GAP = pandoc.RawBlock("openxml", '<w:p><w:pPr><w:pStyle w:val="Gap"/></w:pPr></w:p>')
local BREAK = pandoc.RawBlock("openxml", '<w:p><w:pPr><w:pStyle w:val="Gap"/></w:pPr><w:r><w:br w:type="page"/></w:r></w:p>')
local MARKS = { "-", "+", "*" }

-- Lists are paragraphs led by a mark ("- ", then "+ ") or by their number.
local function lead(item, mark)
  local first = item[1]
  if first and (first.t == "Plain" or first.t == "Para") then
    item[1] = pandoc.Para(pandoc.Inlines { pandoc.Str(mark), pandoc.Space() } .. first.content)
  end
  return item
end

-- Room to write on: dots from the words to the margin.
local function dotted(paragraph)
  if FORMAT == "docx" then
    paragraph.content:insert(pandoc.RawInline("openxml", "<w:r><w:tab/></w:r>"))
    return pandoc.Div(paragraph, pandoc.Attr("", {}, { ["custom-style"] = "Dotted Paragraph" }))
  end
  paragraph.content:insert(pandoc.RawInline("typst", "#dots"))
  return paragraph
end

local function flatten(blocks, depth)
  local flat = pandoc.Blocks {}
  for _, block in ipairs(blocks) do
    if block.t == "BulletList" then
      for _, item in ipairs(block.content) do
        flat:extend(flatten(lead(item, MARKS[depth] or MARKS[#MARKS]), depth + 1))
      end
    elseif block.t == "OrderedList" then
      for index, item in ipairs(block.content) do
        flat:extend(flatten(lead(item, (block.start + index - 1) .. "."), depth))
      end
    elseif block.t == "Div" and block.classes:includes("page-break") then
      flat:insert(FORMAT == "docx" and BREAK or pandoc.RawBlock("typst", "#pagebreak(weak: true)"))
    elseif block.t == "Div" and block.classes:includes("diagram") then
      if FORMAT == "typst" then flat:insert(pandoc.RawBlock("typst", "#diagram")) end
    elseif block.t == "Div" and block.classes:includes("dotted") then
      flat:insert(dotted(block.content[1]))
    else
      flat:insert(block.t == "Plain" and pandoc.Para(block.content) or block)
      if block.t == "Table" and FORMAT == "docx" then flat:insert(GAP) end
    end
  end
  return flat
end

-- Heads of columns are bold and centred, whatever the column is.
local function head(table)
  for _, row in ipairs(table.head.rows) do
    for _, cell in ipairs(row.cells) do
      cell.alignment = pandoc.AlignCenter
      cell.contents = cell.contents:walk {
        Plain = function(plain)
          return #plain.content > 0 and pandoc.Plain { pandoc.Strong(plain.content) } or nil
        end,
      }
    end
  end
  return table
end

-- The last paragraph goes with the signature to the next page, never the signature alone.
local function close(blocks)
  local last = blocks[#blocks]
  if last and last.t == "Para" then
    if FORMAT == "docx" then
      blocks[#blocks] = pandoc.Div(last, pandoc.Attr("", {}, { ["custom-style"] = "Closing Paragraph" }))
    else
      last.content:insert(1, pandoc.RawInline("typst", "#closing["))
      last.content:insert(pandoc.RawInline("typst", "]"))
    end
  end
  return blocks
end

-- typst has short forms that pandoc leaves as they are: "..." and "-1" would print as other characters.
-- The number of a paper and a date ("134/KH-BQLKCN", "19/02/2021") stay on one line.
local LONGEST_NUMBER = 40
local function literal(word)
  if FORMAT ~= "typst" then return nil end
  local text = word.text:gsub("%p", "\\%0")
  if word.text:find("%d/") and #word.text <= LONGEST_NUMBER then text = "#box[" .. text .. "]" end
  return pandoc.RawInline("typst", text)
end

local function settle(blocks)
  return close(flatten(blocks, 1):walk { Table = head }:walk { Str = literal })
end

-- Many documents may come in one, each in a Div.
function Pandoc(document)
  local first = document.blocks[1]
  if first and first.t == "Div" and first.classes:includes("document") then
    local all = pandoc.Blocks {}
    for _, block in ipairs(document.blocks) do
      if block.t == "Div" then all:extend(settle(block.content)) else all:insert(block) end
    end
    document.blocks = all
  else
    document.blocks = settle(document.blocks)
  end
  return document
end
