# nocitrend. `make report` makes a report, `make test` shows that the tool is right; `make help` lists the rest.
# Both install what they need and do not find.

SHELL := /bin/bash
.SHELLFLAGS := -e -u -o pipefail -c
.ONESHELL:
.DEFAULT_GOAL := help

STUDY ?= data/sample/study.yaml
DATA ?=
RUN ?=
OUTPUT ?= reports
PREFIX ?= /usr/local
DESTDIR ?=
STUDIES ?= 2000

# Users and tests run the same optimised build, so nothing is built twice. Testable internals cost it no measurable time.
SWIFT_FLAGS := --configuration release -Xswiftc -enable-testing
BUILD := swift build $(SWIFT_FLAGS)
NOCITREND := .build/release/nocitrend
PYTHON := .build/venv/bin/python
SWIFT_SOURCES := Package.swift Sources Tests Benchmarks

REPORT_PACKAGES := libcsv-dev libglpk-dev libgsl-dev libsqlite3-dev libssl-dev zlib1g-dev gnuplot-nox
PYTHON_PACKAGES := python3 python3-venv
TEST_PACKAGES := mandoc
BENCH_PACKAGES := gcc libc6-dev r-base-core r-cran-data.table r-cran-lme4
REFERENCE_PACKAGES := r-base-core r-cran-boot r-cran-clubsandwich r-cran-cmprsk r-cran-geepack r-cran-hmisc \
    r-cran-jsonlite r-cran-lme4 r-cran-lmertest r-cran-mass r-cran-metafor r-cran-minqa r-cran-npsurv r-cran-plm r-cran-mice r-cran-nlme \
    r-cran-numderiv r-cran-ordinal r-cran-pbkrtest r-cran-sandwich r-cran-survey r-cran-survival

# $(call install,PACKAGES): Debian packages that are not there yet, by apt-get, with sudo where that is needed.
define install
missing=()
for package in $(1); do
    status=$$(dpkg-query --show --showformat='$${db:Status-Status}' "$$package" 2>/dev/null || true)
    [[ $$status == installed ]] || missing+=("$$package")
done
if (( $${#missing[@]} )); then
    apt=(apt-get install --yes --no-install-recommends "$${missing[@]}")
    refused() {
        echo "Could not install them. Please run, and then make again:" >&2
        echo "    sudo apt-get update && sudo $${apt[*]}" >&2
        exit 1
    }
    as_root=(env DEBIAN_FRONTEND=noninteractive)
    if (( EUID != 0 )); then as_root=(sudo "$${as_root[@]}"); fi
    if [[ ! -t 0 && $${as_root[0]} == sudo ]]; then as_root=(sudo --non-interactive "$${as_root[@]:1}"); fi
    echo "Installing Debian packages: $${missing[*]}"
    compgen -G '/var/lib/apt/lists/*_Packages*' >/dev/null || "$${as_root[@]}" apt-get update --quiet=2 || refused
    "$${as_root[@]}" "$${apt[@]}" --quiet=2 \
        || { "$${as_root[@]}" apt-get update --quiet=2 && "$${as_root[@]}" "$${apt[@]}" --quiet=2; } || refused
fi
endef

.PHONY: help report weekly check test attack build install uninstall lint format notebooks documents references bench coverage clean needs needs-swift

help: ## list the targets
	@echo "make TARGET, where TARGET is one of"
	awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "    %-12s%s\n", $$1, $$2 }' $(MAKEFILE_LIST)
	echo "Variables: STUDY=$(STUDY) DATA=DIR RUN=NAME OUTPUT=$(OUTPUT) PREFIX=$(PREFIX)"

report: build ## make a report of STUDY, with its files in DATA if given, named RUN if given
	@report=$$($(NOCITREND) report '$(STUDY)' --output '$(OUTPUT)' \
	    $(if $(DATA),--data '$(DATA)') $(if $(RUN),--run '$(RUN)'))
	echo "The report is at $$report"

# Warnings are no fault of make's: the mail says them.
weekly: build ## make this week's report of STUDY if anything is new, and print the mail
	@code=0
	$(NOCITREND) weekly '$(STUDY)' --output '$(OUTPUT)' $(if $(DATA),--data '$(DATA)') --quiet \
	    --mail-hook 'cat > .build/weekly-mail' || code=$$?
	cat .build/weekly-mail
	if (( code != 0 && code != 10 )); then exit "$$code"; fi

check: build ## read STUDY and tell what becomes of its rows
	@$(NOCITREND) check '$(STUDY)' $(if $(DATA),--data '$(DATA)')

test: needs .build/venv/ready ## run every test: Swift's, then the acceptance tests and the attack on the built tool
	@$(call install,$(TEST_PACKAGES))
	$(BUILD) --build-tests
	NOTEBOOK_PYTHON='$(abspath $(PYTHON))' \
	    swift test $(SWIFT_FLAGS) --skip-build --disable-testable-imports --disable-xctest
	NOCITREND='$(abspath $(NOCITREND))' $(PYTHON) -m pytest Tests/Acceptance
	NOCITREND='$(abspath $(NOCITREND))' $(PYTHON) -m pytest -c Tests/Acceptance/pytest.ini Tests/Attack

attack: build .build/venv/ready ## attack what is released of studies of every size and of a year of weeks; minutes to hours
	ATTACK_ALL=1 ATTACK_SIZES=50,200,1000,2000,10000 ATTACK_WEEKS=52 NOCITREND='$(abspath $(NOCITREND))' \
	    $(PYTHON) -m pytest -c Tests/Acceptance/pytest.ini Tests/Attack

build: needs ## build the tool alone
	$(BUILD) --product nocitrend

install: ## install the tool, its hooks, manual pages and completions for bash, zsh and fish below PREFIX
	@root='$(DESTDIR)$(PREFIX)'
	if [[ ! -x $(NOCITREND) ]]; then echo "Nothing is built: run \"make build\" first" >&2; exit 1; fi
	install -D --mode 755 $(NOCITREND) "$$root/bin/nocitrend"
	install -D --mode 755 --target-directory "$$root/lib/nocitrend" examples/weekly/mail-hook examples/weekly/failure-hook
	mkdir -p "$$root/share/man/man1"
	$(NOCITREND) documents --manual "$$root/share/man/man1"
	complete() { mkdir -p "$$root/$${2%/*}"; $(NOCITREND) --generate-completion-script "$$1" > "$$root/$$2"; }
	complete bash share/bash-completion/completions/nocitrend
	complete zsh share/zsh/site-functions/_nocitrend
	complete fish share/fish/vendor_completions.d/nocitrend.fish
	echo "Installed $$root/bin/nocitrend; man nocitrend tells how it is used"

uninstall: ## remove what `make install` put below PREFIX
	@root='$(DESTDIR)$(PREFIX)'
	rm -f "$$root/bin/nocitrend" "$$root"/lib/nocitrend/{mail-hook,failure-hook} "$$root"/share/man/man1/nocitrend.1 "$$root"/share/man/man1/nocitrend-*.1 \
	    "$$root/share/bash-completion/completions/nocitrend" "$$root/share/zsh/site-functions/_nocitrend" \
	    "$$root/share/fish/vendor_completions.d/nocitrend.fish"

lint: needs-swift ## check the layout of the Swift code
	swift format lint --strict --recursive --parallel --configuration .swift-format $(SWIFT_SOURCES)

format: needs-swift ## lay the Swift code out anew
	swift format --in-place --recursive --parallel --configuration .swift-format $(SWIFT_SOURCES)

notebooks: build ## write the notebook of STUDY and its tidy tables into notebooks-export
	@rm -rf .build/notebooks
	$(NOCITREND) report '$(STUDY)' --output .build/notebooks --run notebook --notebook notebooks-export \
	    $(if $(DATA),--data '$(DATA)') >/dev/null
	echo "The notebook is at notebooks-export/nocitrend.ipynb"

documents: build ## write the tables of docs that are made from the list of questions anew
	@$(NOCITREND) documents .

references: ## compute the reference numbers of the tests anew, with R
	@$(call install,$(REFERENCE_PACKAGES))
	cd Tests/References
	# The first two write data that others read.
	for script in mixed-models.R row-data.R $$(ls *.R | grep --invert-match --extended-regexp '^(mixed-models|row-data)'); do
	    echo "$$script"
	    Rscript --vanilla "$$script"
	done

bench: build .build/bench-venv/ready ## time the tool beside its peers; SCORES=100000 PEOPLE=1000 for a quick try
	@$(call install,$(BENCH_PACKAGES))
	$(BUILD) --product model-bench
	.build/bench-venv/bin/python Benchmarks/run

coverage: needs ## simulate bias, coverage and power of the slope's estimators into docs/which-estimator.md; STUDIES=200 for a quick try
	$(BUILD) --product coverage-bench
	$(BUILD) --product nocitrend
	.build/release/coverage-bench $(STUDIES) $$(nproc) > .build/coverage.md
	python3 Benchmarks/coverage/changes.py $(NOCITREND) $(STUDIES) $$(nproc) > .build/coverage-changes.md
	python3 Benchmarks/coverage/people.py $(NOCITREND) $(STUDIES) $$(nproc) > .build/coverage-people.md
	cat Benchmarks/coverage/introduction.md .build/coverage.md Benchmarks/coverage/changes.md .build/coverage-changes.md \
	    Benchmarks/coverage/people.md .build/coverage-people.md > docs/which-estimator.md
	echo "Written to docs/which-estimator.md"

clean: ## remove what was built; reports stay
	rm -rf .build

needs: needs-swift
	@$(call install,$(REPORT_PACKAGES))

needs-swift:
	@if ! command -v swift >/dev/null; then
	    echo "Swift 6 is needed and 'swift' is not in the PATH: see https://www.swift.org/install/linux" >&2
	    exit 1
	fi

.build/venv/ready: Tests/Acceptance/requirements.txt
.build/bench-venv/ready: Benchmarks/requirements.txt

.build/venv/ready .build/bench-venv/ready:
	@python3 -c 'import ensurepip, venv' 2>/dev/null || { $(call install,$(PYTHON_PACKAGES)); }
	echo "Setting up Python packages in $(@D)"
	python3 -m venv --clear $(@D)
	$(@D)/bin/python -m pip install --quiet --disable-pip-version-check --requirement $<
	touch $@
