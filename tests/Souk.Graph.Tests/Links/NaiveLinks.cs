namespace Souk.Graph.Tests.Links;

/// <summary>Links the slow and obvious way: a list of ties, and everything else worked out anew at each
/// question.</summary>
internal sealed class NaiveLinks
{
    private readonly List<Tie> _ties = [];
    private readonly HashSet<string> _hubs = [];
    private readonly HashSet<string> _bad = [];
    private long _time;

    internal void Apply(LinkEventRow e)
    {
        _time = e.Time;
        foreach (string carrier in LinkMarket.CarrierNames)
        {
            long life = LinkMarket.LifeOf(carrier);
            foreach (Tie tie in _ties.Where(t => t.Kind == carrier && t.Last <= _time - life).ToList())
            {
                Remove(tie);
            }
        }

        if (e.Type == "chargeback")
        {
            _bad.Add(e.Shopper);
            return;
        }

        foreach ((string kind, string? id) in new[] { ("device", e.Device), ("card", e.Card), ("address", e.Address),
            ("ip", e.Ip) })
        {
            bool isNamed = id is not null && (e.Type == "payment" || (e.Success && (kind is "device" or "ip")));
            if (isNamed)
            {
                Touch(e.Shopper, kind, $"{kind}:{id}");
            }
        }
    }

    internal Dictionary<string, double> Read(string subject)
    {
        List<string> neighbours = Neighbours(subject);
        List<string> strong = [.. neighbours.Where(n => IsStrong(subject, n))];
        List<string> second =
            [.. neighbours.SelectMany(Neighbours).Distinct().Where(n => n != subject && !neighbours.Contains(n))];
        HashSet<string> component = Component(subject);
        double badNeighbours = neighbours.Count(_bad.Contains);
        int badOthers = component.Count(m => m != subject && _bad.Contains(m));
        Dictionary<string, double> values = new()
        {
            ["links.carriers"] = _ties.Count(t => t.Subject == subject),
            ["links.hubs"] = _ties.Count(t => t.Subject == subject && _hubs.Contains(t.Carrier)),
            ["links.neighbours"] = neighbours.Count,
            ["links.bad_neighbours"] = badNeighbours,
            ["links.bad_share"] = neighbours.Count == 0 ? double.NaN : badNeighbours / neighbours.Count,
            ["links.strength"] = neighbours.Sum(n => Strength(subject, n)),
            ["links.bad_strength"] = neighbours.Where(_bad.Contains).Sum(n => Strength(subject, n)),
            ["links.strong_neighbours"] = strong.Count,
            ["links.strong_bad"] = strong.Count(_bad.Contains),
            ["links.two_hop"] = second.Count,
            ["links.two_hop_bad"] = second.Count(_bad.Contains),
            ["links.component_size"] = component.Count,
            ["links.component_bad"] = badOthers,
            ["links.component_bad_share"] = component.Count == 1
                ? double.NaN
                : (double)badOthers / (component.Count - 1),
            ["links.component_age"] = component.Count == 1 ? 0 : (_time - component.Min(FirstOf)) / 86_400e6,
            ["links.bad"] = _bad.Contains(subject) ? 1 : 0,
        };
        foreach (string kind in LinkMarket.CarrierNames)
        {
            List<string> through =
                [.. neighbours.Where(n => Shared(subject, n).Any(t => t.Kind == kind))];
            values[$"links.{kind}_neighbours"] = through.Count;
            values[$"links.{kind}_bad"] = through.Count(_bad.Contains);
        }

        return values;
    }

    private void Touch(string subject, string kind, string carrier)
    {
        if (_ties.Find(t => t.Subject == subject && t.Carrier == carrier) is Tie known)
        {
            known.Last = _time;
            return;
        }

        long first = _ties.Where(t => t.Subject == subject).Select(t => t.SubjectFirst).DefaultIfEmpty(_time).First();
        _ties.Add(new Tie(subject, kind, carrier, first) { Last = _time });
        if (_ties.Count(t => t.Carrier == carrier) > LinkMarket.HubOf(kind))
        {
            _hubs.Add(carrier);
        }
    }

    private void Remove(Tie tie)
    {
        _ties.Remove(tie);
        if (_ties.Count(t => t.Carrier == tie.Carrier) <= LinkMarket.HubOf(tie.Kind) / 2)
        {
            _hubs.Remove(tie.Carrier);
        }
    }

    private List<string> Neighbours(string subject) =>
    [
        .. _ties.Where(t => t.Subject == subject && !_hubs.Contains(t.Carrier))
            .SelectMany(t => _ties.Where(o => o.Carrier == t.Carrier && o.Subject != subject))
            .Select(t => t.Subject).Distinct(),
    ];

    private IEnumerable<Tie> Shared(string a, string b) =>
        _ties.Where(t => t.Subject == a && !_hubs.Contains(t.Carrier)
            && _ties.Any(o => o.Subject == b && o.Carrier == t.Carrier));

    private bool IsStrong(string a, string b) =>
        Shared(a, b).Select(t => LinkMarket.GroupOf(t.Kind)).Distinct().Count() >= 2;

    private double Strength(string a, string b) =>
        Shared(a, b).Sum(t => LinkMarket.WeightOf(t.Kind) / Math.Log2(_ties.Count(o => o.Carrier == t.Carrier)));

    private long FirstOf(string subject) => _ties.Find(t => t.Subject == subject)!.SubjectFirst;

    private HashSet<string> Component(string subject)
    {
        HashSet<string> members = [subject];
        Queue<string> open = new(members);
        while (open.TryDequeue(out string? at))
        {
            foreach (string next in Neighbours(at).Where(n => IsStrong(at, n) && members.Add(n)))
            {
                open.Enqueue(next);
            }
        }

        return members;
    }

    private sealed record Tie(string Subject, string Kind, string Carrier, long SubjectFirst)
    {
        internal long Last { get; set; }
    }
}
