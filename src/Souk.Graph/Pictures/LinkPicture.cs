using System.Globalization;
using System.Net;
using System.Text;

namespace Souk.Graph.Pictures;

/// <summary>Draws a neighbourhood as SVG: the entity in the middle, its carriers around it, and those who share them on
/// the
/// outer ring, each near its carriers. The same neighbourhood gives the same picture.</summary>
public static class LinkPicture
{
    private const int Size = 900;
    private const double Middle = Size / 2.0;
    private const double CarrierRing = 190;
    private const double SubjectRing = 350;
    private const int LegendLeft = 20;
    private const int MaxLabel = 18;

    private const string Style = """
        <style>
        text { font: 12px system-ui, sans-serif; fill: #222; text-anchor: middle }
        .legend text { text-anchor: start }
        .tie { stroke: #9aa5b1; stroke-width: 1.2 }
        .subject { fill: #3b82c4; stroke: #fff; stroke-width: 2 }
        .strong { stroke: #f59e0b; stroke-width: 4 }
        .bad { fill: #d1342f }
        .carrier { fill: #e6ebf0; stroke: #52606d; stroke-width: 1.5 }
        .hub { stroke-dasharray: 4 3; fill: #fff }
        </style>
        """;

    /// <summary>The picture as an SVG document.</summary>
    public static string Draw(LinkNeighbourhood neighbourhood)
    {
        ArgumentNullException.ThrowIfNull(neighbourhood);
        StringBuilder svg = new();
        LinkNode centre = neighbourhood.Nodes[0];
        svg.Append(CultureInfo.InvariantCulture,
            $"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {Size} {Size}\" role=\"img\">\n")
            .Append(CultureInfo.InvariantCulture, $"<title>Links of {Escape($"{centre.Kind} {centre.Id}")}</title>\n")
            .Append(Style).Append('\n')
            .Append(CultureInfo.InvariantCulture, $"<rect width=\"{Size}\" height=\"{Size}\" fill=\"#fff\"/>\n");
        (double X, double Y)[] places = Places(neighbourhood);
        foreach (LinkTie tie in neighbourhood.Ties)
        {
            (double x1, double y1) = places[tie.Subject];
            (double x2, double y2) = places[tie.Carrier];
            svg.Append(CultureInfo.InvariantCulture,
                $"<line class=\"tie\" x1=\"{x1:0.#}\" y1=\"{y1:0.#}\" x2=\"{x2:0.#}\" y2=\"{y2:0.#}\">")
                .Append(CultureInfo.InvariantCulture, $"<title>{tie.Events} events</title></line>\n");
        }

        for (int i = 0; i < places.Length; i++)
        {
            DrawNode(svg, neighbourhood.Nodes[i], places[i].X, places[i].Y);
        }

        DrawLegend(svg, neighbourhood.IsCut);
        return svg.Append("</svg>\n").ToString();
    }

    private static (double X, double Y)[] Places(LinkNeighbourhood neighbourhood)
    {
        int count = neighbourhood.Nodes.Count;
        (double X, double Y)[] places = new (double, double)[count];
        places[0] = (Middle, Middle);
        int[] carriers = [.. Enumerable.Range(1, count - 1).Where(i => !neighbourhood.Nodes[i].IsSubject)];
        double[] angles = new double[count];
        for (int i = 0; i < carriers.Length; i++)
        {
            angles[carriers[i]] = 2 * Math.PI * i / carriers.Length;
            places[carriers[i]] = At(angles[carriers[i]], CarrierRing);
        }

        ILookup<int, int> carriersOf = neighbourhood.Ties.ToLookup(t => t.Subject, t => t.Carrier);
        int[] subjects =
        [
            .. Enumerable.Range(1, count - 1).Where(i => neighbourhood.Nodes[i].IsSubject)
                .OrderBy(i => MeanAngle(carriersOf[i].Select(c => angles[c]))).ThenBy(i => i),
        ];
        for (int i = 0; i < subjects.Length; i++)
        {
            places[subjects[i]] = At(2 * Math.PI * (i + 0.5) / subjects.Length, SubjectRing);
        }

        return places;
    }

    private static double MeanAngle(IEnumerable<double> angles)
    {
        double sine = 0;
        double cosine = 0;
        foreach (double angle in angles)
        {
            sine += Math.Sin(angle);
            cosine += Math.Cos(angle);
        }

        double mean = Math.Round(Math.Atan2(sine, cosine), 9);
        return mean < 0 ? mean + (2 * Math.PI) : mean;
    }

    private static (double X, double Y) At(double angle, double radius) =>
        (Middle + (radius * Math.Cos(angle)), Middle + (radius * Math.Sin(angle)));

    private static void DrawNode(StringBuilder svg, LinkNode node, double x, double y)
    {
        string name = Escape($"{node.Kind} {node.Id}");
        if (node.IsSubject)
        {
            string style = $"subject{(node.IsStrong ? " strong" : "")}{(node.IsBad ? " bad" : "")}";
            svg.Append(CultureInfo.InvariantCulture,
                $"<circle class=\"{style}\" cx=\"{x:0.#}\" cy=\"{y:0.#}\" r=\"13\"><title>{name}</title></circle>\n");
        }
        else
        {
            string style = node.IsHub ? "carrier hub" : "carrier";
            svg.Append(CultureInfo.InvariantCulture,
                $"<rect class=\"{style}\" x=\"{x - 12:0.#}\" y=\"{y - 12:0.#}\" width=\"24\" height=\"24\" rx=\"4\">")
                .Append(CultureInfo.InvariantCulture, $"<title>{name}, {node.Subjects} subjects</title></rect>\n");
        }

        string label = node.Id.Length <= MaxLabel ? node.Id : node.Id[..(MaxLabel - 1)] + "…";
        svg.Append(CultureInfo.InvariantCulture, $"<text x=\"{x:0.#}\" y=\"{y + 27:0.#}\">{Escape(label)}</text>\n");
    }

    private static void DrawLegend(StringBuilder svg, bool isCut)
    {
        (string Shape, string Text)[] entries =
        [
            ("<circle class=\"subject\" r=\"9\"/>", "subject"),
            ("<circle class=\"subject bad\" r=\"9\"/>", "known to be bad"),
            ("<circle class=\"subject strong\" r=\"9\"/>", "strong link with the middle"),
            ("<rect class=\"carrier\" x=\"-9\" y=\"-9\" width=\"18\" height=\"18\" rx=\"3\"/>",
                "shared device, card, ..."),
            ("<rect class=\"carrier hub\" x=\"-9\" y=\"-9\" width=\"18\" height=\"18\" rx=\"3\"/>",
                "hub: joins nobody"),
        ];
        svg.Append("<g class=\"legend\">\n");
        for (int i = 0; i < entries.Length; i++)
        {
            int y = 24 + (26 * i);
            svg.Append(CultureInfo.InvariantCulture, $"<g transform=\"translate({LegendLeft} " +
                $"{y})\">{entries[i].Shape}<text x=\"18\" y=\"4\">{entries[i].Text}</text></g>\n");
        }

        if (isCut)
        {
            svg.Append(CultureInfo.InvariantCulture, $"<text x=\"{LegendLeft}\" y=\"{Size - 16}\">Only " +
                $"{LinkNeighbourhood.MaxSubjects} neighbours are shown.</text>\n");
        }

        svg.Append("</g>\n");
    }

    // Characters that XML cannot hold at all (control characters) become a replacement character.
    private static string Escape(string text)
    {
        StringBuilder clean = new(text.Length);
        foreach (Rune rune in text.EnumerateRunes())
        {
            clean.Append(Rune.IsControl(rune) ? "\uFFFD" : rune.ToString());
        }

        return WebUtility.HtmlEncode(clean.Replace("\uFFFE", "\uFFFD").Replace("\uFFFF", "\uFFFD").ToString());
    }
}
