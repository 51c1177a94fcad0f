# The few commands a person needs. Each says what it does before it does it.
.PHONY: run test check bench fuzz pictures bless

run: ## Install what is missing, build, open the window (or, without a display, do the job in a practice org)
	@scripts/run

test: ## Install what is missing, then every test: pure, wire, work, page, and the real window
	@scripts/test

check: ## The fast subset, for each commit
	@scripts/check

bench: ## Measure release builds: the whole job, forty orgs at once, the window beside an empty one
	@scripts/bench

fuzz: ## Search for inputs that break something, TIME seconds for each kind (60)
	@scripts/set-up --headless && scripts/fuzz

pictures: ## Put every screen beside its comp, in light and dark, on one sheet to look at
	@scripts/pictures

bless: ## Write the page's TypeScript types anew
	@scripts/set-up && scripts/build-page
	ORGKEY_BLESS=1 cargo test --locked -p orgkey-window bindings
