using System.Text.Json;
using Souk.Core.Intake;
using Souk.Graph.Pictures;

namespace Souk.Server.Links;

/// <summary>Writes links as JSON.</summary>
internal static class LinkJson
{
    internal static void WriteColumns(Utf8JsonWriter json, string[] columns, double[] values)
    {
        json.WriteStartObject("columns");
        for (int i = 0; i < columns.Length; i++)
        {
            if (double.IsNaN(values[i]))
            {
                json.WriteNull(columns[i]);
            }
            else
            {
                json.WriteNumber(columns[i], values[i]);
            }
        }

        json.WriteEndObject();
    }

    internal static void WriteGraph(Utf8JsonWriter json, LinkNeighbourhood neighbourhood)
    {
        json.WriteBoolean("cut", neighbourhood.IsCut);
        json.WriteStartArray("nodes");
        foreach (LinkNode node in neighbourhood.Nodes)
        {
            json.WriteStartObject();
            json.WriteString("kind", node.Kind);
            json.WriteString("id", node.Id);
            if (node.IsSubject)
            {
                json.WriteBoolean("bad", node.IsBad);
                json.WriteBoolean("strong", node.IsStrong);
            }
            else
            {
                json.WriteBoolean("hub", node.IsHub);
                json.WriteNumber("subjects", node.Subjects);
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartArray("ties");
        foreach (LinkTie tie in neighbourhood.Ties)
        {
            json.WriteStartObject();
            json.WriteNumber("subject", tie.Subject);
            json.WriteNumber("carrier", tie.Carrier);
            json.WriteNumber("events", tie.Events);
            json.WriteString("first", Rfc3339.Format(tie.First));
            json.WriteString("last", Rfc3339.Format(tie.Last));
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}
