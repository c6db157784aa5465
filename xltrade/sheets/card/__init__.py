"""One scorecard as cells, drawn part by part: head, parts of the review, KPIs, first-year rules, state, checklist."""
