using System.Text.Json;

namespace Souk.Bench.Data;

/// <summary>Texts with the votes of labelling functions and the gold label (WRENCH).</summary>
/// <param name="Texts">The texts.</param>
/// <param name="Labels">The gold class of each text, from 0.</param>
/// <param name="Votes">The vote of each labelling function: [text][function], a class, or −1 for "abstains".</param>
public sealed record WeakLabelData(string[] Texts, int[] Labels, int[][] Votes)
{
    /// <summary>Reads a part of YouTube comment spam: 10 functions; "train" 1,586, "valid" 120, "test" 250
    /// texts.</summary>
    public static WeakLabelData ReadYoutube(string dataFolder, string part) => Read(dataFolder, "wrench_youtube", part);

    /// <summary>Reads a part of TREC question types: 68 functions; "train" 5,033, "valid" 500, "test" 500
    /// texts.</summary>
    public static WeakLabelData ReadTrec(string dataFolder, string part) => Read(dataFolder, "wrench_trec", part);

    private static WeakLabelData Read(string dataFolder, string set, string part)
    {
        using StreamReader reader = DataFile.Open(dataFolder, set, part + ".json");
        using JsonDocument document = JsonDocument.Parse(reader.ReadToEnd());
        List<string> texts = [];
        List<int> labels = [];
        List<int[]> votes = [];
        foreach (JsonProperty entry in document.RootElement.EnumerateObject())
        {
            texts.Add(entry.Value.GetProperty("data").GetProperty("text").GetString() ?? "");
            labels.Add(entry.Value.GetProperty("label").GetInt32());
            votes.Add([.. entry.Value.GetProperty("weak_labels").EnumerateArray().Select(v => v.GetInt32())]);
        }

        return new WeakLabelData([.. texts], [.. labels], [.. votes]);
    }
}
