#!/usr/bin/env bash
# Makes rates.csv from the monthly file of the "exchange-rates" data set (see NOTICE.md):
#   src/Insights/Metrics/Rates/make-rates.sh path/to/monthly.csv > src/Insights/Metrics/Rates/rates.csv
# In: Date,Country,Exchange rate (units of the currency per US dollar). Out: CurrencyCode,USDPerUnit,Month.
set -euo pipefail
export LC_ALL=C
monthly=${1:?"usage: make-rates.sh path/to/monthly.csv > rates.csv"}

echo "CurrencyCode,USDPerUnit,Month"
awk -F, '
  BEGIN {
    list = "Australia=AUD|Brazil=BRL|Canada=CAD|China=CNY|Denmark=DKK|Euro=EUR|Hong Kong=HKD|India=INR|Japan=JPY|" \
           "Malaysia=MYR|Mexico=MXN|New Zealand=NZD|Norway=NOK|Singapore=SGD|South Africa=ZAR|South Korea=KRW|" \
           "Sri Lanka=LKR|Sweden=SEK|Switzerland=CHF|Taiwan=TWD|Thailand=THB|United Kingdom=GBP"
    n = split(list, pairs, "|")
    for (i = 1; i <= n; i++) { split(pairs[i], pair, "="); code[pair[1]] = pair[2] }
    left_out = "Austria Belgium Finland France Germany Greece Ireland Italy Netherlands Portugal Spain Venezuela"
    n = split(left_out, names, " ")
    for (i = 1; i <= n; i++) known[names[i]] = 1
  }
  # Eight significant digits, never in scientific notation: readers of the table expect plain decimals.
  function eight(value,   decimals, scale) {
    decimals = 7
    for (scale = value; scale < 1; scale *= 10) decimals++
    for (scale = value; scale >= 10; scale /= 10) decimals--
    return sprintf("%.*f", decimals, value)
  }
  NR == 1 { next }
  { sub(/\r$/, "") }
  $2 in code {
    if ($1 < "2000-01-01") next
    if ($3 + 0 <= 0) { print "make-rates: line " NR ": no rate for " $2 " on " $1 > "/dev/stderr"; failed = 1; next }
    print code[$2] "," eight(1 / $3) "," substr($1, 1, 4) substr($1, 6, 2)
    next
  }
  !($2 in known) { print "make-rates: line " NR ": unknown country " $2 > "/dev/stderr"; failed = 1 }
  END { exit failed }
' "$monthly" | sort -t, -k1,1 -k3,3
