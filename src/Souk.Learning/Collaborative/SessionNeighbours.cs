using System.Collections.Concurrent;
using Souk.Learning.Data;
using Souk.Learning.Evaluation;
using Souk.Learning.Numerics;
using Souk.Learning.Persistence;

namespace Souk.Learning.Collaborative;

/// <summary>
/// Next-item recommendation by the most alike past sessions: V-SKNN (Ludewig and Jannach, 2018) with rarity weights,
/// recency of sessions and the place of the shared click as in STAN (Garg et al., 2019). Nothing is trained: the model
/// is an index over the sessions, 8 bytes a click. Immutable; safe to use from any number of threads.
/// </summary>
public sealed class SessionNeighbours : INextItemScorer
{
    private const string Kind = "session-neighbours";
    private const int Version = 1;

    private readonly ItemSequences _sessions;
    private readonly SessionNeighboursOptions _options;
    private readonly int[] _itemStarts;
    private readonly int[] _itemSessions;
    private readonly float[] _rarity;
    private readonly float[] _sessionWeights;
    private readonly ConcurrentBag<SessionWorkspace> _workspaces = [];

    private SessionNeighbours(ItemSequences sessions, SessionNeighboursOptions options)
    {
        _sessions = sessions;
        _options = options;
        (_itemStarts, _itemSessions) = IndexByItem(sessions);
        _rarity = new float[sessions.ItemCount];
        for (int i = 0; i < _rarity.Length; i++)
        {
            int count = Math.Max(1, _itemStarts[i + 1] - _itemStarts[i]);
            _rarity[i] = (float)Math.Pow(Math.Log(1 + ((double)sessions.Count / count)), options.RarityExponent);
        }

        _sessionWeights = new float[sessions.Count];
        for (int s = 0; s < _sessionWeights.Length; s++)
        {
            double age = (double)(sessions.Count - 1 - s) / sessions.Count;
            double length = Math.Pow(Math.Max(1, sessions[s].Length), -options.LengthExponent);
            _sessionWeights[s] = (float)(Math.Exp(-options.RecencyDecay * age) * length);
        }
    }

    /// <inheritdoc/>
    public int Items => _sessions.ItemCount;

    /// <summary>Indexes past sessions.</summary>
    /// <param name="sessions">The past sessions in order of time, oldest first.</param>
    /// <param name="options">Settings, or null for the defaults.</param>
    /// <exception cref="ArgumentException">There are no sessions, or a setting is out of range.</exception>
    public static SessionNeighbours Fit(ItemSequences sessions, SessionNeighboursOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(sessions);
        options ??= new SessionNeighboursOptions();
        options.Validate();
        return sessions.Items.Length > 0
            ? new SessionNeighbours(sessions, options)
            : throw new ArgumentException("There are no sessions to learn from.", nameof(sessions));
    }

    /// <inheritdoc/>
    public void Score(ReadOnlySpan<int> prefix, Span<float> scores)
    {
        if (scores.Length != Items)
        {
            throw new ArgumentException($"{Items} items need as many scores; got room for " +
                $"{scores.Length}.", nameof(scores));
        }

        scores.Fill(float.NegativeInfinity);
        if (!_workspaces.TryTake(out SessionWorkspace? work))
        {
            work = new SessionWorkspace(_sessions.Count, Items, _options.Neighbours);
        }

        FindSessions(prefix, work);
        int found = work.SelectSessions(_sessionWeights);
        for (int n = 0; n < found; n++)
        {
            Vote(work.Session(n), work.Likeness(n), prefix, work.Votes);
        }

        foreach (int item in work.Votes.Touched)
        {
            scores[item] = work.Votes[item];
        }

        if (_options.RepeatWeight != 1)
        {
            WeighRepeats(prefix, work.Votes, scores);
        }

        work.Clear();
        _workspaces.Add(work);
    }

    /// <summary>Writes the model; the stream stays open.</summary>
    public void Save(Stream stream)
    {
        var writer = new ModelWriter(stream, Kind, Version);
        writer.WriteInt32(_options.Neighbours);
        writer.WriteInt32(_options.SessionsPerItem);
        writer.WriteDouble(_options.PrefixDecay);
        writer.WriteDouble(_options.MatchDecay);
        writer.WriteDouble(_options.RecencyDecay);
        writer.WriteDouble(_options.RarityExponent);
        writer.WriteDouble(_options.LengthExponent);
        writer.WriteDouble(_options.RepeatWeight);
        writer.WriteInt32(_sessions.ItemCount);
        writer.WriteArray<int>(_sessions.Starts);
        writer.WriteArray<int>(_sessions.Items);
        writer.Complete();
    }

    /// <summary>Reads a model written by <see cref="Save"/>.</summary>
    /// <exception cref="InvalidDataException">The stream holds no such model, or a damaged one.</exception>
    public static SessionNeighbours Load(Stream stream)
    {
        var reader = new ModelReader(stream, Kind, Version);
        var options = new SessionNeighboursOptions
        {
            Neighbours = reader.ReadInt32(),
            SessionsPerItem = reader.ReadInt32(),
            PrefixDecay = reader.ReadDouble(),
            MatchDecay = reader.ReadDouble(),
            RecencyDecay = reader.ReadDouble(),
            RarityExponent = reader.ReadDouble(),
            LengthExponent = reader.ReadDouble(),
            RepeatWeight = reader.ReadDouble(),
        };
        int items = reader.ReadInt32();
        int[] starts = reader.ReadArray<int>();
        int[] clicks = reader.ReadArray<int>();
        reader.Complete();
        try
        {
            return Fit(new ItemSequences(items, starts, clicks), options);
        }
        catch (ArgumentException error)
        {
            throw new InvalidDataException($"The model file holds no valid sessions: {error.Message}", error);
        }
    }

    private static (int[] Starts, int[] Sessions) IndexByItem(ItemSequences sessions)
    {
        int[] starts = new int[sessions.ItemCount + 1];
        int[] last = new int[sessions.ItemCount];
        int[] index = [];
        for (int pass = 0; pass < 2; pass++)
        {
            Array.Fill(last, -1);
            int[] next = starts.AsSpan(0, sessions.ItemCount).ToArray();
            for (int s = 0; s < sessions.Count; s++)
            {
                foreach (int item in sessions[s])
                {
                    if (last[item] == s)
                    {
                        continue;
                    }

                    last[item] = s;
                    if (pass == 0)
                    {
                        starts[item + 1]++;
                    }
                    else
                    {
                        index[next[item]++] = s;
                    }
                }
            }

            if (pass == 0)
            {
                for (int i = 0; i < sessions.ItemCount; i++)
                {
                    starts[i + 1] += starts[i];
                }

                index = new int[starts[^1]];
            }
        }

        return (starts, index);
    }

    private void FindSessions(ReadOnlySpan<int> prefix, SessionWorkspace work)
    {
        for (int i = prefix.Length - 1; i >= 0; i--)
        {
            int item = prefix[i];
            if ((uint)item >= (uint)Items)
            {
                throw new ArgumentException($"Item {item} of the session is outside 0 to {Items - 1}.", nameof(prefix));
            }

            if (prefix[(i + 1)..].Contains(item))
            {
                continue;
            }

            float weight = (float)Math.Exp(-_options.PrefixDecay * (prefix.Length - 1 - i)) * _rarity[item];
            int from = Math.Max(_itemStarts[item], _itemStarts[item + 1] - _options.SessionsPerItem);
            for (int s = from; s < _itemStarts[item + 1]; s++)
            {
                work.Sessions.Add(_itemSessions[s], weight);
            }
        }
    }

    private void Vote(int session, float likeness, ReadOnlySpan<int> prefix, CandidateSums votes)
    {
        ReadOnlySpan<int> items = _sessions[session];
        int match = -1;
        for (int i = prefix.Length - 1; i >= 0 && match < 0; i--)
        {
            match = items.LastIndexOf(prefix[i]);
        }

        for (int i = 0; i < items.Length; i++)
        {
            if (i != match)
            {
                votes.Add(items[i], likeness * (float)Math.Exp(-_options.MatchDecay * Math.Abs(i - match)));
            }
        }
    }

    private void WeighRepeats(ReadOnlySpan<int> prefix, CandidateSums votes, Span<float> scores)
    {
        foreach (int item in prefix)
        {
            if (scores[item] > float.NegativeInfinity)
            {
                scores[item] = _options.RepeatWeight == 0
                    ? float.NegativeInfinity
                    : votes[item] * (float)_options.RepeatWeight;
            }
        }
    }
}
