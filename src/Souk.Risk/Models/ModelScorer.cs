using Souk.Expressions;
using Souk.Risk.Decisions;

namespace Souk.Risk.Models;

/// <summary>One version of a model bound to a checkpoint of the definition in force. Not safe for concurrent
/// use.</summary>
internal sealed class ModelScorer
{
    private readonly ModelInput[] _inputs;
    private readonly Dictionary<string, int>?[] _codes;

    private ModelScorer(RiskModel model, int version, ModelInput[] inputs)
    {
        Model = model;
        Version = version;
        _inputs = inputs;
        Row = new float[inputs.Length];
        _codes = new Dictionary<string, int>?[inputs.Length];
        for (int c = 0; c < inputs.Length; c++)
        {
            if (model.Columns[c].Categories is IReadOnlyList<string> texts)
            {
                _codes[c] = new Dictionary<string, int>(StringComparer.Ordinal);
                for (int code = 0; code < texts.Count; code++)
                {
                    _codes[c]!.TryAdd(texts[code], code);
                }

            }
        }
    }

    internal RiskModel Model { get; }

    internal int Version { get; }

    /// <summary>What the columns read.</summary>
    internal IEnumerable<string> Members => _inputs.SelectMany(i => i.Members);

    /// <summary>The columns' values of the newest event.</summary>
    internal float[] Row { get; }

    /// <summary>The probability for the newest event; NaN if the model cannot tell.</summary>
    internal double Probability { get; private set; }


    /// <summary>Binds a model to what a checkpoint's expressions can read.</summary>
    /// <returns>The scorer, or null and what does not fit.</returns>
    internal static ModelScorer? Bind(
        RiskModel model, int version, CelSchema<DecisionContext> schema, string checkpoint, out string problem)
    {
        if (model.Checkpoint != checkpoint)
        {
            problem = $"the model scores '{model.Checkpoint}', not '{checkpoint}'";
            return null;
        }

        ModelInput[] inputs = new ModelInput[model.Columns.Count];
        for (int c = 0; c < inputs.Length; c++)
        {
            RiskModelColumn column = model.Columns[c];
            if (ModelInput.Compile(schema, column.Expression, out problem) is not ModelInput input)
            {
                problem = $"column '{column.Expression}': {problem}";
                return null;
            }

            if (input.IsText != (column.Categories is not null))
            {
                problem = $"column '{column.Expression}' is {(input.IsText ? "a text" : "a number")} and was another "
                    + "kind in training";
                return null;
            }

            inputs[c] = input;
        }

        problem = string.Empty;
        return new ModelScorer(model, version, inputs);
    }

    /// <summary>Scores the context's event.</summary>
    internal void Run(DecisionContext context)
    {
        for (int c = 0; c < _inputs.Length; c++)
        {
            Row[c] = _codes[c] is null ? _inputs[c].Number(context) : Code(c, _inputs[c].Text(context));
        }

        Probability = Model.Probability(Row);
    }

    private float Code(int column, string? text)
    {
        Dictionary<string, int> codes = _codes[column]!;
        return text is null ? float.NaN : codes.TryGetValue(text, out int code) ? code : codes.Count;
    }
}
