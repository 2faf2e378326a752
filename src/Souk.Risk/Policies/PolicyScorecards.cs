using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Souk.Core.Definition;
using Souk.Core.State;
using Souk.Expressions;
using Souk.Risk.Decisions;

namespace Souk.Risk.Policies;

/// <summary>
/// Reads the scorecards of a checkpoint: points for each range of a number or each text of a characteristic, added up
/// in the score (Siddiqi, <i>Credit Risk Scorecards</i>, 2006). A band with points is a rule like any other, so that it
/// has hits, precision, shadow and explanations as rules have.
/// </summary>
internal sealed partial class PolicyScorecards(
    PolicyNodes nodes, ErrorList errors, CelSchema<DecisionContext>? schema, Action<YamlScalar> checkCalls)
{
    private readonly List<RiskRule> _rules = [];
    private Card _card;
    private int _first;

    private enum InputKind
    {
        Number,
        Whole,
        Text,
    }

    /// <summary>The rules that the scorecards of a checkpoint come to.</summary>
    /// <param name="checkpoint">The checkpoint's node.</param>
    /// <param name="first">The index of the first of them.</param>
    internal IEnumerable<RiskRule> Read(YamlMapping checkpoint, int first)
    {
        _first = first;
        foreach (YamlMapping node in nodes.Items(checkpoint, "scorecards"))
        {
            nodes.CheckKeys(node, "scorecard", "id", "base", "owner", "status", "share", "characteristics");
            string id = nodes.RequiredText(node, "scorecard", "id");
            _card = new Card(
                nodes.Text(node, "owner") ?? string.Empty,
                (RuleStatus)nodes.Choice(node, "status", ["live", "shadow", "off"]),
                nodes.Number(node, "share", double.Epsilon, 1) ?? 1,
                StableHash.Of(Encoding.UTF8.GetBytes(id)));
            if (nodes.Number(node, "base", -PolicyLimits.MaxWeight, PolicyLimits.MaxWeight) is double points)
            {
                Add($"{id}.base", id, "true", points, node);
            }

            if (PolicyNodes.Find(node, "characteristics") is null)
            {
                errors.Add(node, $"the scorecard '{id}' needs 'characteristics:'");
            }

            foreach (YamlMapping characteristic in nodes.Items(node, "characteristics"))
            {
                Read(id, characteristic);
            }
        }

        return _rules;
    }

    [GeneratedRegex(@"^\s*\w+(\.\w+)+\s*$")]
    private static partial Regex Path();

    private void Read(string id, YamlMapping node)
    {
        nodes.CheckKeys(node, "characteristic", "id", "of", "bands", "missing", "reason");
        string own = $"{id}.{nodes.RequiredText(node, "characteristic", "id")}";
        YamlScalar? of = nodes.Scalar(node, "of");
        if (of is null)
        {
            errors.Add(node, $"the characteristic '{own}' needs 'of:', an expression for a number or a text");
            return;
        }

        InputKind? kind = KindOf(of, node);
        string reason = nodes.Text(node, "reason") ?? own;
        int number = 0;
        bool isClosed = false;
        double from = double.NegativeInfinity;
        List<string> named = [];
        foreach (YamlMapping band in nodes.Items(node, "bands"))
        {
            number++;
            nodes.CheckKeys(band, "band", "below", "is", "points");
            if (isClosed)
            {
                errors.Add(band, $"the band before this one of '{own}' takes all the rest; it must be the last");
            }

            string condition = kind is InputKind.Text
                ? TextBand(band, of.Value, named, out isClosed)
                : NumberBand(band, of.Value, kind is InputKind.Whole, ref from, out isClosed);
            Add($"{own}.{number}", reason, condition, Points(band, own), band);
        }

        if (number == 0)
        {
            errors.Add(node, $"the characteristic '{own}' needs 'bands:', each with 'points:'");
        }

        if (nodes.Number(node, "missing", -PolicyLimits.MaxWeight, PolicyLimits.MaxWeight) is double missing)
        {
            if (!Path().IsMatch(of.Value))
            {
                errors.Add(of, $"'missing:' of '{own}' wants an 'of:' that is one name such as card.payments.24h");
            }

            Add($"{own}.missing", reason, $"!has({of.Value})", missing, node);
        }
    }

    private double Points(YamlMapping band, string own)
    {
        double? points = nodes.Number(band, "points", -PolicyLimits.MaxWeight, PolicyLimits.MaxWeight);
        if (PolicyNodes.Find(band, "points") is null)
        {
            errors.Add(band, $"this band of '{own}' needs 'points:'");
        }

        return points ?? 0;
    }

    // Bands of numbers follow one another: each begins where the one before ends.
    private string NumberBand(YamlMapping band, string of, bool isWhole, ref double from, out bool isClosed)
    {
        string value = isWhole ? $"double({of})" : $"({of})";
        double? below = nodes.Number(band, "below", double.MinValue, double.MaxValue);
        if (PolicyNodes.Find(band, "is") is YamlNode texts)
        {
            errors.Add(texts, "'is:' is for texts; a number has bands with 'below:'");
        }

        if (below <= from)
        {
            errors.Add(band, $"this band ends below {below}, where the one before it has ended; they must ascend");
        }

        string low = double.IsNegativeInfinity(from) ? string.Empty : $"{value} >= {Literal(from)}";
        isClosed = below is null;
        from = below ?? from;
        string high = below is double end ? $"{value} < {Literal(end)}" : string.Empty;
        return (low.Length, high.Length) switch
        {
            (0, 0) => $"{value} == {value}",
            (0, _) => high,
            (_, 0) => low,
            _ => $"{low} && {high}",
        };
    }

    private string TextBand(YamlMapping band, string of, List<string> named, out bool isClosed)
    {
        if (PolicyNodes.Find(band, "below") is YamlNode below)
        {
            errors.Add(below, "'below:' is for numbers; a text has bands with 'is:'");
        }

        isClosed = PolicyNodes.Find(band, "is") is null;
        IReadOnlyList<string> own = nodes.Texts(band, "is");
        string list = string.Join(", ", (isClosed ? named : own).Select(Quote));
        named.AddRange(own);
        return isClosed ? $"!(({of}) in [{list}])" : $"({of}) in [{list}]";
    }

    // Without a schema the policy is of the past and was checked then: its bands tell.
    private InputKind? KindOf(YamlScalar of, YamlMapping characteristic)
    {
        checkCalls(of);
        if (schema is null)
        {
            return nodes.Items(characteristic, "bands").Any(b => PolicyNodes.Find(b, "is") is not null)
                ? InputKind.Text : InputKind.Number;
        }

        string text = ColumnSyntax.ToCel(of.Value);
        CelCompilation<DecisionContext, double> asNumber = schema.Compile<double>(text);
        if (asNumber.Program is not null)
        {
            return InputKind.Number;
        }

        if (schema.Compile<long>(text).Program is not null)
        {
            return InputKind.Whole;
        }

        if (schema.Compile<string>(text).Program is not null)
        {
            return InputKind.Text;
        }

        nodes.Report(of, asNumber.Diagnostics);
        return null;
    }

    private void Add(string id, string reason, string when, double points, YamlMapping at)
    {
        if (points == 0)
        {
            return;
        }

        CelCompilation<DecisionContext, bool>? compilation = schema?.Compile<bool>(ColumnSyntax.ToCel(when));
        if (compilation is { Program: null } && errors.Count == 0)
        {
            errors.Add(at, $"'{when}': {compilation.Diagnostics[0].Message}");
        }

        nodes.CheckCost(at, id, compilation?.Program?.EstimatedCost);
        _rules.Add(new RiskRule
        {
            Id = id,
            Index = _first + _rules.Count,
            When = when,
            Reason = reason,
            Weight = points,
            Owner = _card.Owner,
            Status = _card.Status,
            Share = _card.Share,
            Program = compilation?.Program,
            Seed = _card.Seed,
        });
    }

    private static string Literal(double number)
    {
        string text = number.ToString("R", CultureInfo.InvariantCulture);
        return text.AsSpan().ContainsAny(".eE") ? text : text + ".0";
    }

    private static string Quote(string text) =>
        $"\"{text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"";

    // One seed for the whole card, so that an event of its share gets all its points.
    private readonly record struct Card(string Owner, RuleStatus Status, double Share, ulong Seed);
}
