"""HTML on its way to Markdown, as Word files, web pages and pastes give it."""
