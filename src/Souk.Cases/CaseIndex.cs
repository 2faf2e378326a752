namespace Souk.Cases;

/// <summary>Finds cases: by id, by group, by subject, and the unclosed ones in the queue's order.</summary>
internal sealed class CaseIndex
{
    private readonly Dictionary<string, CaseHead> _byId = [];
    private readonly Dictionary<string, CaseHead> _openByGroup = [];
    private readonly Dictionary<CaseSubject, List<uint>> _bySubject = [];
    private readonly Dictionary<uint, CaseHead> _byNumber = [];
    private readonly SortedSet<CaseHead> _queue = new(new QueueOrder());

    internal int Count => _byId.Count;

    internal int Waiting => _queue.Count;

    internal void Clear()
    {
        _byId.Clear();
        _openByGroup.Clear();
        _bySubject.Clear();
        _byNumber.Clear();
        _queue.Clear();
    }

    internal CaseHead? Find(string id) => _byId.GetValueOrDefault(id);

    internal CaseHead? FindOpenGroup(string kind, string group) =>
        group.Length == 0 ? null : _openByGroup.GetValueOrDefault(GroupKey(kind, group));

    internal void Set(CaseHead head)
    {
        if (_byId.GetValueOrDefault(head.Id) is CaseHead old)
        {
            Remove(old);
        }

        _byId[head.Id] = head;
        _byNumber[head.Number] = head;
        foreach (CaseSubject subject in head.Subjects)
        {
            if (!_bySubject.TryGetValue(subject, out List<uint>? numbers))
            {
                _bySubject[subject] = numbers = [];
            }

            numbers.Add(head.Number);
        }

        if (head.Status != CaseStatus.Closed)
        {
            _queue.Add(head);
            if (head.Group.Length > 0)
            {
                _openByGroup[GroupKey(head.Kind, head.Group)] = head;
            }
        }
    }

    internal void Remove(CaseHead head)
    {
        _byId.Remove(head.Id);
        _byNumber.Remove(head.Number);
        _queue.Remove(head);
        if (head.Group.Length > 0 && _openByGroup.GetValueOrDefault(GroupKey(head.Kind, head.Group)) == head)
        {
            _openByGroup.Remove(GroupKey(head.Kind, head.Group));
        }

        foreach (CaseSubject subject in head.Subjects)
        {
            if (_bySubject.TryGetValue(subject, out List<uint>? numbers))
            {
                numbers.Remove(head.Number);
                if (numbers.Count == 0)
                {
                    _bySubject.Remove(subject);
                }
            }
        }
    }

    internal IEnumerable<CaseHead> Search(CaseQuery query)
    {
        IEnumerable<CaseHead> from = query switch
        {
            { Subject: CaseSubject subject } => _bySubject.GetValueOrDefault(subject, [])
                .Select(n => _byNumber[n]).Order(new QueueOrder()),
            { Status: CaseStatus.Closed } or { IncludeClosed: true } =>
                _byNumber.Values.OrderByDescending(h => h.Number),
            _ => _queue,
        };
        return from.Where(h => Matches(h, query)).Skip(query.Skip).Take(query.Count);
    }

    private static bool Matches(CaseHead head, CaseQuery query) =>
        (query.Status is CaseStatus status ? head.Status == status
            : query.IncludeClosed || head.Status != CaseStatus.Closed)
        && (query.Kind is null || head.Kind == query.Kind)
        && (query.Assignee is null || head.Assignee == query.Assignee)
        && (query.DueBefore is null || string.CompareOrdinal(head.DueAt, query.DueBefore) < 0)
        && (query.Text is null || head.Title.Contains(query.Text, StringComparison.OrdinalIgnoreCase));

    private static string GroupKey(string kind, string group) => $"{kind}\n{group}";

    // The largest loss first, then the one due first, then the oldest.
    private sealed class QueueOrder : IComparer<CaseHead>
    {
        public int Compare(CaseHead? x, CaseHead? y)
        {
            int byLoss = y!.ExpectedLoss.CompareTo(x!.ExpectedLoss);
            int byDue = byLoss != 0 ? byLoss : string.CompareOrdinal(x.DueAt, y.DueAt);
            return byDue != 0 ? byDue : x.Number.CompareTo(y.Number);
        }
    }
}
