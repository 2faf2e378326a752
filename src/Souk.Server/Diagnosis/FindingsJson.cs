using System.Text.Json;

namespace Souk.Server.Diagnosis;

/// <summary>Writes findings as JSON: <c>problems</c> and <c>warnings</c> counted, and <c>findings</c>.</summary>
public static class FindingsJson
{
    /// <summary>Writes the members of the object.</summary>
    public static void Write(Utf8JsonWriter json, IReadOnlyList<Finding> findings)
    {
        ArgumentNullException.ThrowIfNull(json);
        ArgumentNullException.ThrowIfNull(findings);
        json.WriteNumber("problems", findings.Count(f => f.Level == FindingLevel.Problem));
        json.WriteNumber("warnings", findings.Count(f => f.Level == FindingLevel.Warning));
        json.WriteStartArray("findings");
        foreach (Finding finding in findings)
        {
            json.WriteStartObject();
            json.WriteString("check", finding.Check);
            json.WriteString("level", finding.Level.ToString().ToLowerInvariant());
            json.WriteString("found", finding.Found);
            if (finding.Advice is string advice)
            {
                json.WriteString("advice", advice);
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}
