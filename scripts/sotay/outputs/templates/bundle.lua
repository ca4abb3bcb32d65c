-- Many texts read in one run: JSON in, with the dialect and the texts; each text comes out as a Div of its own.

function Reader(input, options)
  local bundle = pandoc.json.decode(tostring(input), false)
  local texts = pandoc.Blocks {}
  for _, text in ipairs(bundle.texts) do
    -- The empty list of files keeps each reading in pandoc's sandbox.
    texts:insert(pandoc.Div(pandoc.read(text, bundle.dialect, options, {}).blocks))
  end
  return pandoc.Pandoc(texts)
end
