"""Text as pure arithmetic: Markdown, its seams, its growth, and the pace at which it may leave."""
