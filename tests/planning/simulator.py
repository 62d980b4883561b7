"""A second reading of the plan's money, for checking the first: it shares no code with `planning`.

It takes the texts of a scenario and a price book and the plain values of a census, walks quarter by quarter over integers, and
pays everything into one array. Where `planning` builds lines that open to evidence, this only has to come to the same cash.
"""

import math
import tomllib
from collections import defaultdict

FOREVER = 10**6
ALIASES = {"vrf_admin": "merge_admin", "public": "merge_public", "sibling": "join", "decommission": "withdraw"}
TARGETS = {"merge_admin": "extranet_admin", "merge_public": "extranet_public", "intranet": "intranet"}
KINDS = ("maintenance", "staff", "power", "security")


def index(text):
    return int(text[:4]) * 4 + int(text[5]) - 1


def day_index(text):
    return int(text[:4]) * 4 + (int(text[5:7]) - 1) // 3


class City:
    """The census as plain values, arranged once; with the topology's and findings', what was measured comes before what is declared."""

    def __init__(self, census, book_text, topology=None, findings=()):
        self.price = {row["key"]: row["mode"] for row in tomllib.loads(book_text)["price"]}
        self.rows = census
        self.role = {row["code"]: row["role"] for row in census["networks"]}
        self.network = {row["code"]: row for row in census["networks"] if row["role"] == "departmental"}
        self.kind = {row["code"]: row["kind"] for row in census["sites"]}
        self.places = defaultdict(list)
        for row in census["presences"]:
            self.places[row["network"]].append(row)
        self.lines = defaultdict(list)
        for row in census["circuits"]:
            self.lines[row["network"]].append(row)
        self.contract = {row["code"]: row for row in census["contracts"]}
        self.live = [row for row in census["applications"] if row["state"] == "in_use" and row["zombie"] is None]
        self.asked = defaultdict(set)
        for row in census["dependencies"]:
            self.asked[row["from_network"]].add(row["application"])
        self.extranet = {code for code, role in self.role.items() if role in {"extranet_admin", "extranet_public"}}
        self.extranet_users = defaultdict(list)
        for code in self.extranet:
            for row in self.places[code]:
                self.extranet_users[row["site"]].append(row)
        self.pipe = defaultdict(int)
        for code in self.extranet:
            for row in self.lines[code]:
                for site in (row["site_a"], row["site_b"]):
                    if site and row["bandwidth_bps"] is not None:
                        self.pipe[site] = max(self.pipe[site], row["bandwidth_bps"])

        self._measure(topology or {"presences": (), "devices": (), "circuits": (), "links": (), "interfaces": (), "prefixes": ()}, findings)

    def _measure(self, topology, findings):
        self.seen = {row["code"]: row["hosts_seen"] for row in topology["presences"] if row["hosts_seen"] is not None}
        self.machines = defaultdict(int)
        owner, port = {}, {row["id"]: row["network"] for row in topology["interfaces"]}
        for row in topology["devices"]:
            owner[row["id"]] = row["network"]
            self.machines[row["network"]] += 1
        wire = {row["id"]: row for row in topology["links"]}
        self.riders = defaultdict(set)
        for view in topology["circuits"]:
            for name in view["links"]:
                if name in wire:
                    for side in ("a", "b"):
                        used = port.get(wire[name][f"{side}_interface"]) or owner.get(wire[name][f"{side}_device"])
                        self.riders[view["code"]] |= {used} - {None}
        self.inside = defaultdict(list)
        for row in topology["prefixes"]:
            if row["hosts_seen"] is not None:
                self.inside[row["network"], row["prefix"]].append(row["hosts_seen"])
        self.clash = defaultdict(dict)
        for row in findings:
            if row["kind"].startswith("overlap") and len(set(row["networks"])) == 2:
                (a, b), mine, theirs = row["networks"], row["params"].get("prefix_a"), row["params"].get("prefix_b")
                if isinstance(mine, str) and isinstance(theirs, str):
                    self.clash[a, b].setdefault(mine)
                    self.clash[b, a].setdefault(theirs)

    def people(self, place):
        return self.seen.get(place["code"], place["hosts"]) or 0

    def clashing(self, code, target):
        """Hosts in each prefix of a network that conflicts with one of its target's."""
        declared = sum(place["hosts"] or 0 for place in self.places[code])
        for prefix in self.clash[code, target]:
            found = self.inside[code, prefix]
            yield sum(found) if found else min(declared, 2 ** (32 - int(prefix.split("/")[1])))

    def fen(self, key):
        return round(self.price[key] * 100)

    def own_apps(self, code):
        return [row for row in self.live if row["network"] == code]

    def wanted_apps(self, code):
        return [row for row in self.live if row["network"] == code or row["code"] in self.asked[code]]

    def level(self, code):
        return self.network[code]["mlps_level"] or 0

    def consent(self, code, option):
        """The earliest quarter of a granted, dated consent; None without one."""
        days = [
            row["since"]
            for row in self.rows["consents"]
            if row["network"] == code and ALIASES.get(row["option"], row["option"]) == option and row["state"] == "granted" and row["since"]
        ]
        return min(days, default=None)

    def hosts_for(self, code):
        own = {row["site"] for row in self.places[code]}
        fit = set()
        for other, row in self.network.items():
            willing = row["level"] == "city" or any(
                one["network"] == other and one["state"] == "granted" and ALIASES.get(one["option"], one["option"]) == "join"
                for one in self.rows["consents"]
            )
            strong = self.level(other) >= self.level(code)
            if other != code and not row["classified"] and willing and strong and own & {one["site"] for one in self.places[other]}:
                fit.add(other)
        return fit

    def allowed(self, code, option):
        """Whether the rules let a network take an option at all."""
        row = self.network[code]
        level, target = self.level(code), TARGETS.get(option)
        refused = (
            row["classified"] != (option == "intranet"),
            row["statutory"],
            (option == "intranet" or row["level"] == "vertical") and self.consent(code, option) is None,
            option == "merge_public" and level >= 3,
            option == "merge_admin" and level > 3,
            target is not None and target not in self.role.values(),
            option == "join" and not self.hosts_for(code),
            option == "withdraw" and any(app["ready"] is None for app in self.wanted_apps(code)),
        )
        return option == "keep" or not any(refused)

    def first_quarter(self, code, option):
        apps = self.wanted_apps(code) if option == "withdraw" else self.own_apps(code)
        dates = [app["ready"] for app in apps if app["ready"]]
        if option == "intranet" or self.network[code]["level"] == "vertical":
            dates.append(self.consent(code, option))
        return max(dates, default="")


class Plan:
    """A scenario read on its own: what is carried out, and what it costs by quarter."""

    def __init__(self, city, text):
        self.city = city
        self.file = tomllib.loads(text)
        self.start, self.horizon = index(self.file["start"]), self.file["horizon"]
        self.dual = self.file.get("dual_running", 1)
        self.platforms = self.file.get("platforms", {})
        self.choice = {row["code"]: row for row in self.file.get("network", [])}
        first = {code: self._decide(code) for code in city.network}
        self.option = {code: self._with_host(code, option, first) for code, option in first.items()}
        self.finish = {code: index(self.choice[code]["finish"]) for code, option in self.option.items() if option != "keep"}
        self.leaves = {code: quarter + self.dual for code, quarter in self.finish.items()}
        self.movers = {
            code
            for code, option in self.option.items()
            if option in {"merge_admin", "merge_public"} or (option == "withdraw" and city.wanted_apps(code))
        }
        self.kept_lines = {code: self._tree(code) for code, option in self.option.items() if option == "join"}
        self.cash = [0] * self.horizon

    def _decide(self, code):
        row = self.choice.get(code)
        option = row["option"] if row else "keep"
        if option == "keep":
            return option
        finish, city = row["finish"], self.city
        inside = 0 <= index(finish) - self.start < self.horizon
        zone = city.level(code) >= 3 and (option == "merge_admin" or (option == "withdraw" and city.wanted_apps(code)))
        good = (
            inside
            and city.allowed(code, option)
            and (not zone or "" < self.platforms.get("level3_zone", "") <= finish)
            and (option != "join" or row["host"] in city.hosts_for(code))
            and finish >= city.first_quarter(code, option)
            and not {finish, f"*{finish[4:]}"} & set(city.network[code]["blackout"])
        )
        return option if good else "keep"

    def _with_host(self, code, option, first):
        return "keep" if option == "join" and first.get(self.choice[code]["host"]) != "keep" else option

    def as_if(self, code):
        """A withdrawn network's users who come onto the extranet are moved as into the public domain."""
        option = self.option[code]
        return "merge_public" if option == "withdraw" and code in self.movers else option

    def gone(self, code):
        return self.leaves.get(code, FOREVER)

    def _tree(self, guest):
        """Circuits that tie the guest's other sites to its host: Kruskal, then idle ends off."""
        theirs = {row["site"] for row in self.city.places[self.choice[guest]["host"]]}
        spot = lambda site: "HOST" if site in theirs else site  # noqa: E731 - one short rule
        group, chosen = {}, {}

        def top(node):
            while group.get(node, node) != node:
                node = group[node]
            return node

        for row in sorted(self.city.lines[guest], key=lambda row: (row["fee_fen_per_a"] or 0, row["code"])):
            a, b = spot(row["site_a"]), spot(row["site_b"]) if row["site_b"] else ("cloud", row["contract"])
            if top(a) != top(b):
                group[top(a)] = top(b)
                chosen[row["code"]] = (a, b)
        needed = {spot(row["site"]) for row in self.city.places[guest]} | {"HOST"}
        changed = True
        while changed:
            ends = [end for pair in chosen.values() for end in pair]
            idle = {end for end in ends if ends.count(end) == 1 and end not in needed}
            changed = bool(idle)
            chosen = {code: pair for code, pair in chosen.items() if not idle & set(pair)}
        return set(chosen)

    # paying

    def once(self, quarter, fen):
        if 0 <= quarter - self.start < self.horizon:
            self.cash[quarter - self.start] += fen

    def yearly(self, fen, begin, end=FOREVER):
        for quarter in range(max(begin, self.start), min(end, self.start + self.horizon)):
            place = quarter % 4
            self.cash[quarter - self.start] += fen * (place + 1) // 4 - fen * place // 4

    def work(self, quarter, days):
        self.once(quarter, round(days * self.city.fen("labour.day")))

    def run(self):
        for code, row in self.city.network.items():
            self._upkeep(code, row)
            self._circuits(code, row)
            self._interim(code)
            if self.option[code] != "keep":
                self._move(code, row)
        self._sites()
        self._platforms()
        self._rooms()
        return self.cash

    def _upkeep(self, code, row):
        price, cost = self.city.price, row["opex_fen_per_a"]
        after = self.as_if(code)
        for kind in KINDS:
            self.yearly(cost[kind], self.start, self.gone(code))
            if after not in {"keep", "withdraw"}:
                self.yearly(round(price[f"retain.{kind}.{after}"] * cost[kind]), self.gone(code))
        due = self._renewal(code, row)
        if due is not None:
            self.once(due, row["renewal_fen"])
        if row["built"] and cost["maintenance"]:
            built = int(row["built"][:4]) * 12 + int(row["built"][5:7]) - 1
            old = lambda quarter: max(0.0, max(0, quarter * 3 - built) / 12 - price["life.device"])  # noqa: E731
            now = 1 + price["maintenance.ageing"] * old(self.start)
            stop = min(self.gone(code), due if due is not None else FOREVER)
            for begin in range(self.start + 4, self.start + self.horizon, 4):
                more = (1 + price["maintenance.ageing"] * old(begin)) / now - 1
                if more > 0:
                    self.yearly(round(more * cost["maintenance"]), begin, min(begin + 4, stop))
        level = self.city.level(code)
        if level >= 2 and not cost["security"] and not row["classified"]:
            self.yearly(self._assessment(code, level), self.start, self.gone(code))

    def _assessment(self, code, level):
        price, count = self.city.price, len(self.city.own_apps(code))
        size = "10" if count <= 10 else "50" if count <= 50 else "more"
        fee = price[f"mlps.items.{min(level, 3)}"] * price["mlps.item"] * price[f"mlps.scale.{size}"]
        fee *= (price["mlps.several"] if count > 1 else 1) * price["mlps.repeat"]
        return round(round(fee / 1000) * 100_000 * (0.5 if level == 2 else 1))

    def _renewal(self, code, row):
        if not row["renewal_fen"]:
            return None
        due = max(index(row["renewal_due"]), self.start) if row["renewal_due"] else self.start + self.horizon - 1
        choice = self.choice.get(code, {})
        frozen = choice.get("interim") == "freeze" and index(choice["interim_from"]) <= due
        return None if code in self.leaves and (due >= self.leaves[code] or frozen) else due

    def _circuits(self, code, row):
        lines, price = self.city.lines[code], self.city.price
        for line in lines:
            fee = line["fee_fen_per_a"] or 0
            ends = [
                FOREVER if line["code"] in self.kept_lines.get(user, ()) else self.gone(user)
                for user in {code, *line["users"], *self.city.riders[line["code"]]}
            ]
            end, contract = max(ends), self.city.contract.get(line["contract"])
            if contract and end < FOREVER:
                end = max(end, self.start + math.ceil(contract["notice_months"] / 3))
            self.yearly(fee, self.start, end)
            if contract and contract["end"] and end < FOREVER:
                left = max(0, day_index(contract["end"]) - end + 1)
                self.once(end, round(contract["penalty_share"] * left / 4 * fee))
        unexplained = row["opex_fen_per_a"]["circuits"] - sum(line["fee_fen_per_a"] or 0 for line in lines)
        self.yearly(max(0, unexplained), self.start, self.gone(code))
        if self.option[code] == "join":
            self.yearly(round(price["retain.circuits.join"] * max(0, unexplained)), self.gone(code))
        if self.option[code] == "intranet":
            self.yearly(round(price["retain.circuits.intranet"] * row["opex_fen_per_a"]["circuits"]), self.gone(code))

    def _interim(self, code):
        choice = self.choice.get(code, {})
        if choice.get("interim") == "gateway":
            begin = max(index(choice["interim_from"]), self.start)
            self.once(begin, self.city.fen("gateway.install"))
            self.yearly(self.city.fen("gateway.run"), begin, self.gone(code))
        for extra in choice.get("extra", ()) if self.option[code] == choice.get("option") else ():
            begin = index(extra.get("quarter") or choice.get("finish") or self.file["start"])
            amount = round(extra["cny"] * 100)
            self.yearly(amount, begin) if extra.get("yearly") else self.once(begin, amount)

    def _move(self, code, row):
        city, price, option, finish = self.city, self.city.price, self.option[code], self.finish[code]
        factor = price[f"labour.factor.{self.as_if(code)}"]
        places = city.places[code]
        self.work(finish, price["labour.design"])
        if option != "withdraw":
            self.work(finish, price["labour.rehearsal"])
            self.yearly(round(price["dual.support"] * row["opex_fen_per_a"]["staff"]), finish, self.gone(code))
        for place in places:
            self.work(finish, price["labour.site"] * factor)
            if option == "intranet":
                self.once(finish, city.fen("intranet.crypto"))
            elif option != "withdraw" or code in self.movers:
                self.once(finish, city.fen("connect.presence"))
            if self.as_if(code) in {"merge_public", "intranet"}:
                self.work(finish, city.people(place) * price["labour.renumber"] / 480)
        if option in {"merge_admin", "join"}:
            target = (
                self.choice[code]["host"] if option == "join" else next(one for one, role in city.role.items() if role == "extranet_admin")
            )
            for hosts in city.clashing(code, target):
                self.work(finish, hosts * price["labour.renumber"] / 480)
        machines = city.machines[code] or len(places)
        if machines:
            self.work(finish, machines * price["labour.node"] * factor)
            self.once(self.gone(code), machines * city.fen("disposal.device"))
            if not row["classified"]:
                self.once(self.gone(code), -machines * city.fen("reuse.device"))
        apps = len(city.own_apps(code))
        self.work(finish, apps * price["labour.archive" if option == "withdraw" else "labour.retest"])
        if option in {"merge_admin", "merge_public"}:
            self.once(finish, city.fen("boundary.vpn"))
        if option == "join":
            self.once(finish, city.fen("join.interconnect"))

    def _fee(self, need, site):
        if self.city.kind.get(site) == "township" and need <= 20e6:
            return self.city.fen("access.fee.township")
        return self.city.fen("access.fee." + ("10m" if need <= 10e6 else "100m" if need <= 100e6 else "1g"))

    def _sites(self):
        city = self.city
        coming = defaultdict(list)
        for code in self.movers:
            for place in city.places[code]:
                coming[place["site"]].append(place)
        for site, places in coming.items():
            begin = min(self.finish[place["network"]] for place in places)
            own = city.extranet_users[site]
            need = city.price["demand.concurrency"] * sum(place["bandwidth_bps"] or 0 for place in (*own, *places))
            if not own:
                hosts = sum(city.people(place) for place in places)
                device = "50" if hosts <= 50 else "150" if hosts <= 150 else "more"
                self.once(begin, city.fen("access.install"))
                self.once(begin, city.fen(f"access.device.{device}"))
                self.yearly(self._fee(need, site), begin)
                self.yearly(city.fen("access.maintenance"), begin)
            elif site in city.pipe and need > city.pipe[site]:
                self.once(begin, city.fen("link.step"))
                self.yearly(max(0, self._fee(need, site) - self._fee(city.pipe[site], site)), begin)

    def _platforms(self):
        zone = [code for code in self.movers if self.city.level(code) >= 3 and self.option[code] != "merge_public"]
        public = [code for code in self.movers if self.option[code] == "merge_public"]
        for name, key, users in (("level3_zone", "platform.level3", zone), ("public_gateway", "platform.public", public)):
            if users:
                begin = min(self.finish[code] for code in users)
                if name in self.platforms:
                    begin = min(begin, index(self.platforms[name]))
                begin = max(begin, self.start)
                self.once(begin, self.city.fen(key))
                self.yearly(round(self.city.price["platform.run"] * self.city.fen(key)), begin)

    def _rooms(self):
        for room in self.city.rows["rooms"]:
            users = room["networks"]
            if not room["opex_fen_per_a"] or not set(users) & set(self.city.network):
                continue
            end = max(self.gone(code) for code in users)
            if end < FOREVER:
                for app in self.city.live:
                    if app["unit"] == room["unit"]:
                        end = max(end, max(index(app["ready"]), self.start) if app["ready"] else FOREVER)
            self.yearly(room["opex_fen_per_a"], self.start, end)


def simulate(city, text):
    """Return (cost by quarter, do-minimum's cost by quarter, NPV) of a scenario's text [fen]."""
    plan = Plan(city, text)
    cash = plan.run()
    base = Plan(city, text.split("[[network]]", maxsplit=1)[0]).run()
    rate = plan.file["discount_rate"]
    return cash, base, sum((before - after) / (1 + rate) ** ((k + 1) / 4) for k, (before, after) in enumerate(zip(base, cash, strict=True)))
