/* The rules of a form in the browser: the same plan, operators and answers as
   core/kernel/schema on the server. Exact numbers (millionths in BigInt), no eval, no page. */

const SCALE = 1000000n, BOUND = 10n ** 27n, WHOLE_LIMIT = 10n ** 15n, ROWS = 200, TEXT_LIMIT = 4000;

/* values: null, true/false, text, {micro: BigInt}, {day: number}, {list: [text]} */
const isAmount = (v) => v !== null && typeof v === "object" && "micro" in v;
const isDay = (v) => v !== null && typeof v === "object" && "day" in v;
const isList = (v) => v !== null && typeof v === "object" && "list" in v;
const isText = (v) => typeof v === "string";
const isEmpty = (v) => v === null || v === undefined || v === "" || (isList(v) && v.list.length === 0);
const magnitude = (n) => (n < 0n ? -n : n);
const amount = (micro) => (magnitude(micro) < BOUND ? { micro: micro } : null);
const whole = (n) => ({ micro: BigInt(n) * SCALE });

function rounded(numerator, denominator) {
  if (denominator < 0n) { numerator = -numerator; denominator = -denominator; }
  const half = (2n * magnitude(numerator) + denominator) / (2n * denominator);
  return numerator < 0n ? -half : half;
}

function parseAmount(text) {
  const found = /^(-?)([0-9]{1,21})(?:\.([0-9]{1,6}))?$/.exec(text);
  if (!found) return null;
  const micro = BigInt(found[2]) * SCALE + BigInt((found[3] || "").padEnd(6, "0"));
  return amount(found[1] ? -micro : micro);
}
function amountText(value) {
  const size = magnitude(value.micro);
  const tail = String(size % SCALE).padStart(6, "0").replace(/0+$/, "");
  return (value.micro < 0n ? "-" : "") + String(size / SCALE) + (tail ? "." + tail : "");
}

/* days since 0001-01-01 is 1, in the calendar that runs backwards too */
const leap = (y) => (y % 4 === 0 && y % 100 !== 0) || y % 400 === 0;
const monthDays = (y, m) => [31, leap(y) ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][m - 1];
function ordinal(y, m, d) {
  const before = y - 1;
  let days = before * 365 + Math.floor(before / 4) - Math.floor(before / 100) + Math.floor(before / 400);
  for (let month = 1; month < m; month += 1) days += monthDays(y, month);
  return days + d;
}
const LAST_DAY = ordinal(9999, 12, 31);
function civil(day) {
  let y = Math.min(9999, Math.max(1, Math.floor((day - 1) / 365.2425) + 1));
  while (y > 1 && ordinal(y, 1, 1) > day) y -= 1;
  while (y < 9999 && ordinal(y + 1, 1, 1) <= day) y += 1;
  let m = 12;
  while (ordinal(y, m, 1) > day) m -= 1;
  return { y: y, m: m, d: day - ordinal(y, m, 1) + 1 };
}
const pad = (n, size) => String(n).padStart(size, "0");
function parseDay(text) {
  const found = /^([0-9]{4})-([0-9]{2})-([0-9]{2})$/.exec(text);
  if (!found) return null;
  const y = Number(found[1]), m = Number(found[2]), d = Number(found[3]);
  if (y < 1 || m < 1 || m > 12 || d < 1 || d > monthDays(y, m)) return null;
  return { day: ordinal(y, m, d) };
}
function dayText(value) { const c = civil(value.day); return pad(c.y, 4) + "-" + pad(c.m, 2) + "-" + pad(c.d, 2); }

const LIFTS = {
  number: function (raw) {
    if (typeof raw === "number") return Number.isInteger(raw) ? amount(BigInt(raw) * SCALE) : null;
    return isText(raw) ? parseAmount(raw) : null;
  },
  text: (raw) => (isText(raw) && raw ? raw : null),
  date: (raw) => (isText(raw) ? parseDay(raw) : null),
  partial: (raw) => LIFTS.date(raw) || LIFTS.text(raw),
  bool: (raw) => (typeof raw === "boolean" ? raw : null),
  list: function (raw) {
    const kept = Array.isArray(raw) ? raw.filter(isText) : [];
    return kept.length ? { list: kept } : null;
  },
  place: function (raw) {
    if (raw === null || typeof raw !== "object" || Array.isArray(raw)) return null;
    return LIFTS.text(raw.territory) || LIFTS.text(raw.line);
  },
  mark: function (raw) {
    const there = raw !== null && typeof raw === "object" ? Object.keys(raw).length > 0 : Boolean(raw);
    return there ? true : null;
  },
};
function lower(value) {
  if (isAmount(value)) return value.micro % SCALE === 0n && magnitude(value.micro / SCALE) < WHOLE_LIMIT ? Number(value.micro / SCALE) : amountText(value);
  if (isDay(value)) return dayText(value);
  return isList(value) ? value.list : value;
}

/* number to words, as core/kernel/numbers.py */
const DIGITS = ["không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín"];
const THOUSANDS = ["", " nghìn", " triệu"];
function groupWords(n, padded) {
  const hundreds = Math.floor(n / 100), tens = Math.floor(n / 10) % 10, units = n % 10, parts = [];
  if (hundreds || padded) parts.push(DIGITS[hundreds] + " trăm");
  if (tens === 1) parts.push("mười");
  else if (tens) parts.push(DIGITS[tens] + " mươi");
  else if (units && parts.length) parts.push("linh");
  if (units) parts.push(units === 1 && tens >= 2 ? "mốt" : units === 5 && tens ? "lăm" : DIGITS[units]);
  return parts.join(" ");
}
function belowBillion(n, padded) {
  const parts = [];
  for (const power of [2, 1, 0]) {
    const group = Math.floor(n / 1000 ** power) % 1000;
    if (group) { parts.push(groupWords(group, padded) + THOUSANDS[power]); padded = true; }
  }
  return parts.join(" ");
}
export function numberWords(n) {
  if (n < 0n) return "âm " + numberWords(-n);
  const billions = n / 1000000000n, rest = Number(n % 1000000000n);
  if (!billions) return belowBillion(rest, false) || DIGITS[0];
  return (numberWords(billions) + " tỷ " + belowBillion(rest, true)).trimEnd();
}

export function display(value) {
  if (value === true) return "Có";
  if (value === false) return "Không";
  if (isAmount(value)) {
    const parts = amountText(value).split(".");
    return parts[0].replace(/\B(?=(\d{3})+$)/g, ".") + (parts[1] ? "," + parts[1] : "");
  }
  if (isDay(value)) { const c = civil(value.day); return pad(c.d, 2) + "/" + pad(c.m, 2) + "/" + pad(c.y, 4); }
  return isList(value) ? value.list.join(", ") : value || "";
}

/* operators: total, as core/kernel/schema/operators.py */
function numbers(args) { return args.every(isAmount) ? args.map((one) => one.micro) : null; }
function wholeOf(value) { return isAmount(value) && value.micro % SCALE === 0n ? value.micro / SCALE : null; }
function kindOf(value) {
  if (isEmpty(value)) return "";
  return isAmount(value) ? "number" : isDay(value) ? "day" : isList(value) ? "list" : typeof value;
}
function plain(value) { return isAmount(value) ? value.micro : isDay(value) ? value.day : isList(value) ? JSON.stringify(value.list) : value; }
function sameKind(args) { return kindOf(args[0]) !== "" && kindOf(args[0]) === kindOf(args[1]); }
function ordered(test) {
  return function (args) {
    if (args.every(isAmount)) return test(args[0].micro, args[1].micro);
    return args.every(isDay) ? test(args[0].day, args[1].day) : false;
  };
}
function extreme(better) {
  return function (args) {
    const there = args.filter((one) => !isEmpty(one));
    if (!there.length || !(there.every(isAmount) || there.every(isDay))) return null;
    return there.reduce((best, one) => (better(plain(one), plain(best)) ? one : best));
  };
}
function addDays(args) {
  const count = wholeOf(args[1]);
  if (!isDay(args[0]) || count === null || magnitude(count) > 4000000n) return null;
  const day = args[0].day + Number(count);
  return day >= 1 && day <= LAST_DAY ? { day: day } : null;
}
function addMonths(args) {
  const count = wholeOf(args[1]);
  if (!isDay(args[0]) || count === null || magnitude(count) > 130000n) return null;
  const c = civil(args[0].day), months = c.y * 12 + c.m - 1 + Number(count);
  const y = Math.floor(months / 12), m = months - y * 12 + 1;
  return y >= 1 && y <= 9999 ? { day: ordinal(y, m, Math.min(c.d, monthDays(y, m))) } : null;
}
function partial(text) {
  const found = /^([0-9]{4})(?:-([0-9]{2}))?$/.exec(text);
  return found ? { y: Number(found[1]), m: found[2] === undefined ? null : Number(found[2]) } : null;
}
function latest(text) {
  const found = partial(text);
  if (!found) return null;
  const m = found.m === null ? 12 : found.m;
  return m >= 1 && m <= 12 && found.y ? { day: ordinal(found.y, m, monthDays(found.y, m)) } : null;
}
function age(args) {
  const born = isText(args[0]) ? latest(args[0]) : args[0];
  if (!isDay(born) || !isDay(args[1]) || born.day > args[1].day) return null;
  const b = civil(born.day), on = civil(args[1].day);
  const before = on.m < b.m || (on.m === b.m && on.d < b.d);
  return whole(Math.max(on.y - b.y - (before ? 1 : 0), 0));
}
function yearOf(args) {
  if (isText(args[0])) { const found = partial(args[0]); return found ? whole(found.y) : null; }
  return isDay(args[0]) ? whole(civil(args[0].day).y) : null;
}
const OPERATORS = {
  and: (args) => args.every((one) => one === true),
  or: (args) => args.some((one) => one === true),
  not: (args) => args[0] !== true,
  if: (args) => (args[0] === true ? args[1] : args[2]),
  eq: (args) => sameKind(args) && plain(args[0]) === plain(args[1]),
  ne: (args) => sameKind(args) && plain(args[0]) !== plain(args[1]),
  lt: ordered((a, b) => a < b), le: ordered((a, b) => a <= b), gt: ordered((a, b) => a > b), ge: ordered((a, b) => a >= b),
  in: (args) => isText(args[0]) && isList(args[1]) && args[1].list.includes(args[0]),
  starts: (args) => isText(args[0]) && isText(args[1]) && args[0].startsWith(args[1]),
  empty: (args) => isEmpty(args[0]),
  filled: (args) => !isEmpty(args[0]),
  first: (args) => { const found = args.find((one) => !isEmpty(one)); return found === undefined ? null : found; },
  add: (args) => { const n = numbers(args.filter((one) => !isEmpty(one))); return n && n.length ? amount(n.reduce((a, b) => a + b)) : null; },
  sub: (args) => { const n = numbers(args); return n ? amount(n[0] - n[1]) : null; },
  mul: (args) => { const n = numbers(args); return n ? n.reduce((a, b) => (a === null ? null : amount(rounded(a.micro * b, SCALE))), { micro: SCALE }) : null; },
  div: (args) => { const n = numbers(args); return n && n[1] ? amount(rounded(n[0] * SCALE, n[1])) : null; },
  round: function (args) {
    const places = isAmount(args[0]) ? wholeOf(args[1]) : null;
    if (places === null || places < 0n || places > 6n) return null;
    const step = 10n ** (6n - places);
    return amount(rounded(args[0].micro, step) * step);
  },
  abs: (args) => (isAmount(args[0]) ? amount(magnitude(args[0].micro)) : null),
  least: extreme((a, b) => a < b), greatest: extreme((a, b) => a > b),
  add_days: addDays, add_months: addMonths,
  add_years: (args) => { const n = wholeOf(args[1]); return n === null || magnitude(n) > 10000n ? null : addMonths([args[0], whole(n * 12n)]); },
  days_between: (args) => (args.every(isDay) ? whole(args[1].day - args[0].day) : null),
  age: age, year: yearOf,
  month: (args) => (isDay(args[0]) ? whole(civil(args[0].day).m) : null),
  day: (args) => (isDay(args[0]) ? whole(civil(args[0].day).d) : null),
  length: (args) => (isText(args[0]) ? whole(Array.from(args[0]).length) : isList(args[0]) ? whole(args[0].list.length) : null),
  concat: (args) => { const text = args.map(display).join(""); return text && Array.from(text).length <= TEXT_LIMIT ? text : null; },
  words: (args) => { const n = wholeOf(args[0]); return n !== null && magnitude(n) < WHOLE_LIMIT ? numberWords(n) : null; },
};

const own = (object, key) => (Object.prototype.hasOwnProperty.call(object, key) ? object[key] : null);

function constant(node) {
  if ("number" in node) return parseAmount(node.number);
  if ("date" in node) return parseDay(node.date);
  const value = node.value;
  if (Array.isArray(value)) return { list: value };
  return typeof value === "number" ? LIFTS.number(value) : value;
}
function evaluate(node, scope) {
  if ("op" in node) return OPERATORS[node.op](node.args.map((one) => evaluate(one, scope)));
  if ("field" in node) return own(scope.fields, node.field);
  if ("column" in node) return own(scope.row, node.column);
  if ("each" in node) return overRows(node, scope);
  return "today" in node ? scope.today : constant(node);
}
function overRows(node, scope) {
  let rows = (own(scope.tables, node.table) || []).map((row) => Object.assign({}, scope, { row: row }));
  if ("where" in node) rows = rows.filter((row) => evaluate(node.where, row) === true);
  if (node.each === "count") return whole(rows.length);
  const found = rows.map((row) => evaluate(node.of, row));
  if (node.each === "any") return found.some((one) => one === true);
  if (node.each === "all") return found.every((one) => one === true);
  const there = found.filter((one) => !isEmpty(one));
  if (node.each === "sum") return there.every(isAmount) ? amount(there.reduce((sum, one) => sum + one.micro, 0n)) : null;
  return there.length ? OPERATORS[node.each](there) : null;
}

const FITS = { number: isAmount, text: isText, date: isDay, bool: (v) => typeof v === "boolean" };
const isRecord = (one) => one !== null && typeof one === "object" && !Array.isArray(one);

/* What the rules say of values: {data, sections, shown, required, failed}, as rules.run in Python. */
export function run(plan, data, today) {
  const scope = { today: parseDay(today), fields: {}, tables: {}, row: {} };
  const sections = new Set(), shown = new Set();
  const truly = (rule, where) => rule === null || evaluate(rule, where) === true;
  const ofRow = (row) => Object.assign({}, scope, { row: row });
  function rawRows(key) { const raw = own(data, key); return (Array.isArray(raw) ? raw.slice(0, ROWS) : []).filter(isRecord); }
  function valueOf(one, raw, where) {
    if (!one.computed) return LIFTS[one.kind](raw);
    const found = one.compute === null ? null : evaluate(one.compute, where);
    return FITS[one.kind](found) ? found : null;
  }
  function stepField(key, one) {
    if (!sections.has(one.section) || !truly(one.show, scope)) return;
    shown.add(key);
    if (one.kind === "table") {
      const count = rawRows(key).length;
      scope.tables[key] = Array.from({ length: count }, () => ({}));
      scope.fields[key] = count ? true : null;
    } else if (one.kind !== "none") scope.fields[key] = valueOf(one, own(data, key), scope);
  }
  function stepColumn(table, key, one) {
    if (!shown.has(table)) return;
    const raw = rawRows(table);
    scope.tables[table].forEach(function (row, number) {
      if (!truly(one.show, ofRow(row))) return;
      shown.add(table + "." + number + "." + key);
      row[key] = valueOf(one, own(raw[number], key), ofRow(row));
    });
  }
  plan.order.forEach(function (step) {
    const name = step[1];
    if (step[0] === "section") { if (truly(plan.sections[name].show, scope)) sections.add(name); }
    else if (step[0] === "field") stepField(name, plan.fields[name]);
    else { const at = name.indexOf("."), table = name.slice(0, at), column = name.slice(at + 1); stepColumn(table, column, plan.fields[table].columns[column]); }
  });

  const found = { data: {}, sections: Object.keys(plan.sections).filter((key) => sections.has(key)), shown: [], required: [], failed: [] };
  function finish(path, one, where, value) {
    found.shown.push(path);
    if (one.required || (one.require !== null && truly(one.require, where))) found.required.push(path);
    one.checks.forEach(function (check) {
      const ready = !isEmpty(value) && check.needs.every((need) => !isEmpty(own(need[0] === "field" ? where.fields : where.row, need[1])));
      if (ready && evaluate(check.rule, where) !== true) found.failed.push([path, check.message]);
    });
  }
  function keep(into, key, one, raw, value) {
    const stored = one.computed ? lower(value) : raw;
    if (stored === null || stored === undefined || stored === "" || (Array.isArray(stored) && !stored.length)) return;
    into[key] = stored;
  }
  Object.keys(plan.fields).forEach(function (key) {
    const one = plan.fields[key];
    if (!shown.has(key)) return;
    finish(key, one, scope, own(scope.fields, key));
    if (one.kind === "table") {
      const raw = rawRows(key);
      const kept = scope.tables[key].map(function (row, number) {
        const cells = {};
        Object.keys(one.columns).forEach(function (name) {
          const path = key + "." + number + "." + name;
          if (!shown.has(path)) return;
          finish(path, one.columns[name], ofRow(row), own(row, name));
          keep(cells, name, one.columns[name], own(raw[number], name), own(row, name));
        });
        return cells;
      });
      if (kept.length) found.data[key] = kept;
    } else if (one.kind !== "none") keep(found.data, key, one, own(data, key), own(scope.fields, key));
  });
  return found;
}

/* What was typed into a box, as data; null when it cannot be read (the server says why). */
export const READ = {
  number: function (text) {
    const bare = text.trim().replace(/[\s\u00a0]+(?=\d{3}(\D|$))/g, ".").replace(/\s*(đồng|đ|₫|vnđ|vnd|%)$/i, "");
    if (!/^-?([0-9]+|[0-9]{1,3}(\.[0-9]{3})+)(,[0-9]{1,6})?$/.test(bare)) return null;
    const value = parseAmount(bare.replace(/\./g, "").replace(",", "."));
    return value === null ? null : lower(value);
  },
  date: function (text) {
    const found = /^([0-9]{1,2})[/.-]([0-9]{1,2})[/.-]([0-9]{4})$/.exec(text.trim()) || /^([0-9]{2})([0-9]{2})([0-9]{4})$/.exec(text.trim());
    if (!found) return null;
    const iso = found[3] + "-" + pad(found[2], 2) + "-" + pad(found[1], 2);
    return parseDay(iso) ? iso : null;
  },
  partial: function (text) {
    const bare = text.trim(), month = /^(0?[1-9]|1[0-2])\/([0-9]{4})$/.exec(bare);
    if (month) return month[2] + "-" + pad(month[1], 2);
    return /^[0-9]{4}$/.test(bare) ? bare : READ.date(bare);
  },
  text: (text) => text.normalize("NFC").replace(/\s+/g, " ").trim() || null,
};

/* A computed value as a person reads it; with `money` also in words. */
export function show(kind, raw, money) {
  if (raw === undefined || raw === null) return "";
  const value = LIFTS[kind](raw);
  if (!money || !isAmount(value)) return display(value);
  const n = wholeOf(value);
  if (n === null) return display(value);
  const words = numberWords(n);
  return display(value) + " đồng (" + words.charAt(0).toUpperCase() + words.slice(1) + " đồng chẵn)";
}
