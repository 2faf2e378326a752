using Souk.Learning.Numerics;
using Souk.Learning.Persistence;

namespace Souk.Learning.Factorization;

/// <summary>A model of <see cref="ImplicitAls"/>. It can place a new user or item at once ("fold-in"): the vector that
/// the next half-step of the training would give for that history.</summary>
public sealed class ImplicitAlsModel : FactorModel
{
    private const string Kind = "implicit-als";
    private const int Layout = 1;

    private readonly ImplicitAlsOptions _options;
    private readonly Lazy<AlsFoldIn> _userFoldIn;
    private readonly Lazy<AlsFoldIn> _itemFoldIn;

    private ImplicitAlsModel(VectorTable users, VectorTable items, ImplicitAlsOptions options)
        : base(users, items)
    {
        _options = options;
        _userFoldIn = new Lazy<AlsFoldIn>(() => new AlsFoldIn(ItemFactors, _options));
        _itemFoldIn = new Lazy<AlsFoldIn>(() => new AlsFoldIn(UserFactors, _options));
    }

    /// <summary>The vector of a user with that history, as one exact half-step gives it; zero for an empty history. The
    /// first call prepares a turned copy of the item vectors, later ones cost microseconds.</summary>
    /// <param name="items">The items of the history, each once.</param>
    /// <param name="weights">The weight of each, above 0, as in the training data.</param>
    /// <param name="vector">Receives <see cref="FactorModel.Factors"/> numbers.</param>
    /// <exception cref="ArgumentException">An item is unknown, a weight is not above 0, or a length does not
    /// fit.</exception>
    public void FoldInUser(ReadOnlySpan<int> items, ReadOnlySpan<float> weights, Span<float> vector) =>
        FoldIn(_userFoldIn.Value, items, weights, vector, Items);

    /// <summary>The vector of an item that those users interacted with, as one exact half-step gives it. See
    /// <see cref="FoldInUser"/>.</summary>
    public void FoldInItem(ReadOnlySpan<int> users, ReadOnlySpan<float> weights, Span<float> vector) =>
        FoldIn(_itemFoldIn.Value, users, weights, vector, Users);

    /// <summary>How much each item of a history contributes to the score that a user folded in from that history has
    /// for one item (Hu et al., 2008, section 5); the contributions add up to the score.</summary>
    /// <param name="items">The items of the history, each once.</param>
    /// <param name="weights">The weight of each, above 0.</param>
    /// <param name="target">The item whose score is explained.</param>
    /// <param name="contributions">Receives one number an item of the history.</param>
    public void Explain(
        ReadOnlySpan<int> items, ReadOnlySpan<float> weights, int target, Span<float> contributions)
    {
        InteractionCheck.History(items, weights, Items);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)target, (uint)Items, nameof(target));
        if (contributions.Length != items.Length)
        {
            throw new ArgumentException(
                $"{items.Length} items have as many contributions; got room for {contributions.Length}.");
        }

        _userFoldIn.Value.Explain(items, weights, target, contributions);
    }

    /// <summary>Writes the model.</summary>
    public void Save(Stream stream)
    {
        var writer = new ModelWriter(stream, Kind, Layout);
        writer.WriteDouble(_options.UnobservedWeight!.Value);
        writer.WriteDouble(_options.Regularization);
        writer.WriteDouble(_options.FrequencyExponent);
        VectorTableFormat.Write(writer, UserFactors);
        VectorTableFormat.Write(writer, ItemFactors);
        writer.Complete();
    }

    /// <summary>Reads a model of <see cref="Save"/>. The stream must be seekable.</summary>
    /// <exception cref="InvalidDataException">It is another file, or damaged.</exception>
    public static ImplicitAlsModel Load(Stream stream)
    {
        var reader = new ModelReader(stream, Kind, Layout);
        var options = new ImplicitAlsOptions
        {
            UnobservedWeight = reader.ReadDouble(),
            Regularization = reader.ReadDouble(),
            FrequencyExponent = reader.ReadDouble(),
        };
        VectorTable users = VectorTableFormat.Read(reader);
        VectorTable items = VectorTableFormat.Read(reader);
        reader.Complete();
        return Create(users, items, options with { Factors = users.Columns });
    }

    internal static ImplicitAlsModel Create(VectorTable users, VectorTable items, ImplicitAlsOptions options) =>
        new(users, items, options);

    private void FoldIn(
        AlsFoldIn foldIn, ReadOnlySpan<int> ids, ReadOnlySpan<float> weights, Span<float> vector, int known)
    {
        InteractionCheck.History(ids, weights, known);
        if (vector.Length != Factors)
        {
            throw new ArgumentException($"The vector has {Factors} numbers; got room for {vector.Length}.");
        }

        foldIn.Solve(ids, weights, vector);
    }
}
