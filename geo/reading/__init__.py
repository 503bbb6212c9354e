"""From an article to drafts of facts and places, by rules alone: nothing enters unread."""
