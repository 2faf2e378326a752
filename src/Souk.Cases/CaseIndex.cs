namespace Souk.Cases;

/// <summary>Finds cases: by id, by group, by subject, and the unclosed ones in the queue's order.</summary>
internal sealed class CaseIndex
{
    private readonly Dictionary<string, CaseHead> _byId = [];
    private readonly Dictionary<string, CaseHead> _openByGroup = [];
    private readonly Dictionary<CaseSubject, List<uint>> _bySubject = [];
    private readonly Dictionary<uint, CaseHead> _byNumber = [];
    private readonly SortedSet<CaseHead> _queue = new(new QueueOrder());
    private uint _newest;

    internal int Count => _byId.Count;

    internal int Waiting => _queue.Count;

    internal void Clear()
    {
        _byId.Clear();
        _openByGroup.Clear();
        _bySubject.Clear();
        _byNumber.Clear();
        _queue.Clear();
        _newest = 0;
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
        _newest = Math.Max(_newest, head.Number);
        foreach (CaseSubject subject in head.Subjects)
        {
            if (!_bySubject.TryGetValue(subject, out List<uint>? numbers))
            {
                _bySubject[subject] = numbers = [];
            }

            // In the order of their numbers: a card or an address may be in very many.
            if (numbers.BinarySearch(head.Number) is int place and < 0)
            {
                numbers.Insert(~place, head.Number);
            }
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
                if (numbers.BinarySearch(head.Number) is int place and >= 0)
                {
                    numbers.RemoveAt(place);
                }

                if (numbers.Count == 0)
                {
                    _bySubject.Remove(subject);
                }
            }
        }
    }

    /// <summary>Looks for the cases of a search: all unclosed ones or those of a subject at once, of all closed ones a
    /// slice.</summary>
    internal void Look(CaseSearch search)
    {
        CaseQuery query = search.Query;
        if (query.Subject is CaseSubject subject)
        {
            Take(
                search,
                _bySubject.GetValueOrDefault(subject, []).Select(n => _byNumber[n]).Where(h => Matches(h, query))
                    .Order(new QueueOrder()));
        }
        else if (query.Status != CaseStatus.Closed && !query.IncludeClosed)
        {
            Take(search, _queue.Where(h => Matches(h, query)));
        }
        else
        {
            LookAtClosed(search);
        }
    }

    private static void Take(CaseSearch search, IEnumerable<CaseHead> matching)
    {
        search.Numbers.AddRange(matching.Skip(search.Query.Skip).Take(search.Query.Count).Select(h => h.Number));
        search.IsLookedThrough = true;
    }

    // The newest first.
    private void LookAtClosed(CaseSearch search)
    {
        uint number = Math.Min(search.Below - 1, _newest);
        for (int looked = 0; looked < search.LookedAtPerSlice; looked++, number--)
        {
            if (number == 0 || search.Numbers.Count == search.Query.Count)
            {
                search.IsLookedThrough = true;
                return;
            }

            if (!_byNumber.TryGetValue(number, out CaseHead? head) || !Matches(head, search.Query))
            {
                continue;
            }

            if (search.ToSkip > 0)
            {
                search.ToSkip--;
            }
            else
            {
                search.Numbers.Add(number);
            }
        }

        search.Below = number + 1;
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
