using System.Globalization;

namespace Souk.Bench.Data;

/// <summary>One hotel review of the Deceptive Opinion Spam Corpus (Ott et al., 2011 and 2013).</summary>
/// <param name="IsPositive">Whether the review praises.</param>
/// <param name="IsDeceptive">Whether it is made up.</param>
/// <param name="Fold">The fold its hotel belongs to, 1 to 5.</param>
/// <param name="Text">The review.</param>
public sealed record OpinionSpamData(bool IsPositive, bool IsDeceptive, int Fold, string Text)
{
    /// <summary>Reads all 1,600 reviews; a review may hold line ends within its quotes.</summary>
    public static OpinionSpamData[] Read(string dataFolder)
    {
        List<OpinionSpamData> reviews = [];
        string pending = "";
        foreach (string line in DataFile.Lines(dataFolder, "op_spam", "reviews.csv.gz").Skip(1))
        {
            pending = pending.Length == 0 ? line : pending + "\n" + line;
            if (pending.Count(c => c == '"') % 2 == 0)
            {
                List<string> fields = DataFile.SplitCsv(pending);
                reviews.Add(new OpinionSpamData(
                    fields[0] == "positive", fields[2] == "1", int.Parse(fields[3], CultureInfo.InvariantCulture),
                    fields[6]));
                pending = "";
            }
        }

        return [.. reviews];
    }
}
