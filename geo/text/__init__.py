"""Text: the page's words by language, figures, periods, pinyin, forbidden characters."""
