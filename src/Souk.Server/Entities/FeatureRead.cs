using Souk.Features.Reading;
using Souk.Log;
using Souk.Server.Http;

namespace Souk.Server.Entities;

/// <summary>The values of chosen columns of many keys, read from one state.</summary>
internal sealed class FeatureRead(FeatureRequest request, List<string> columns)
{
    /// <summary>The columns.</summary>
    internal List<string> Columns => columns;

    /// <summary>The values, row by row.</summary>
    internal FeatureValue[] Values { get; } = new FeatureValue[request.Keys.Count * columns.Count];

    /// <summary>The log position they are of.</summary>
    internal LogPosition Position { get; private set; }

    /// <summary>The log time they are of.</summary>
    internal LogTime Time { get; private set; }

    /// <summary>What is wrong with the request, or null.</summary>
    internal string? Problem { get; private set; }

    /// <summary>Where it is wrong.</summary>
    internal string Path { get; private set; } = "features";

    /// <summary>Reads all keys.</summary>
    internal void Run(LogPosition position, LogTime time, Func<FeatureReader> rent, Action<FeatureReader> giveBack)
    {
        Position = position;
        Time = time;
        try
        {
            FeatureReader reader = rent();
            for (int i = 0; i < request.Keys.Count; i++)
            {
                Path = $"keys[{i}]";
                reader.Read(request.Keys[i], Values.AsSpan(i * columns.Count, columns.Count));
            }

            giveBack(reader);
        }
        catch (ArgumentException e)
        {
            Problem = Http.Problem.MessageOf(e);
        }
    }
}
