using Souk.Features.Cells;
using Souk.Features.Plans;
using Souk.Features.Rows;

namespace Souk.Features.Tests.Engine;

/// <summary>Every family of cells × windows × delays × kinds of keys, chosen at random.</summary>
internal sealed class SyntheticPlan
{
    internal const int EventTypes = 3;

    private static readonly int[][] Keys =
    [
        [SyntheticInputs.Shopper],
        [SyntheticInputs.Shopper, SyntheticInputs.Text],
        [SyntheticInputs.Whole],
        [SyntheticInputs.Text],
        [],
    ];

    private readonly Random _random;

    internal SyntheticPlan(Random random, long timeScale, bool retains, int textKind)
    {
        _random = random;
        Retain = retains ? timeScale * 7 : 0;
        FeaturePlanBuilder builder = new(EventTypes);
        for (int table = 0; table < Keys.Length; table++)
        {
            int store = builder.AddTable(new KeyShape([.. Keys[table].Select(k => KindOf(k, textKind))]), Retain);
            for (int i = random.Next(2, 12); i > 0; i--)
            {
                CellRequest request = RandomRequest(store, Keys[table], timeScale, textKind, out long? window);
                Requests.Add((builder.Ask(request), window, table));
            }
        }

        Plan = builder.Build();
    }

    internal FeaturePlan Plan { get; }

    internal long Retain { get; }

    internal List<(CellRequest Request, long? Window, int Table)> Requests { get; } = [];

    private static int KindOf(int value, int textKind) => value switch
    {
        SyntheticInputs.Shopper => SyntheticInputs.ShopperKind,
        SyntheticInputs.Device => SyntheticInputs.DeviceKind,
        SyntheticInputs.Text => textKind,
        _ => -1,
    };

    private CellRequest RandomRequest(int store, int[] key, long timeScale, int textKind, out long? window)
    {
        CellFamily family = Enum.GetValues<CellFamily>()[_random.Next(Enum.GetValues<CellFamily>().Length)];
        bool forEver = family is CellFamily.First or CellFamily.Decayed or CellFamily.Heaviest or CellFamily.Sketch
            || (family != CellFamily.Series && _random.Next(4) == 0);
        window = forEver ? null : timeScale * _random.Next(1, 6);
        int value = ValueFor(family);
        bool sums = family == CellFamily.Moments && value >= 0;
        int condition = _random.Next(-1, 2);
        Dictionary<int, CellInputs> inputs = [];
        for (int type = 0; type < EventTypes; type++)
        {
            if (type == 0 || _random.Next(2) == 0)
            {
                int weight = family == CellFamily.Heaviest ? SyntheticInputs.Weight : -1;
                inputs[type] = new CellInputs(key, condition, value, weight);
            }
        }

        return new CellRequest
        {
            Family = family,
            Store = forEver ? store + 1 : store,
            Window = window,
            Delay = _random.Next(3) == 0 ? timeScale * _random.Next(1, 3) : 0,
            IsNumber = value is SyntheticInputs.Number,
            NumberKind = value < 0 ? -1 : KindOf(value, textKind),
            HalfLife = family is CellFamily.Decayed or CellFamily.Heaviest ? timeScale : 0,
            Limit = family is CellFamily.Newest ? _random.Next(1, 4) : family is CellFamily.Heaviest ? 100 : 0,
            HasSum = sums,
            HasSquares = sums && _random.Next(2) == 0,
            Inputs = inputs,
        };
    }

    private int ValueFor(CellFamily family)
    {
        int[] ordered = [SyntheticInputs.Amount, SyntheticInputs.Number];
        int[] any = [SyntheticInputs.Amount, SyntheticInputs.Number, SyntheticInputs.Device, SyntheticInputs.Text];
        return family switch
        {
            CellFamily.Moments => _random.Next(3) == 0 ? -1 : ordered[_random.Next(2)],
            CellFamily.Minimum or CellFamily.Maximum => ordered[_random.Next(2)],
            CellFamily.Decayed => SyntheticInputs.Number,
            CellFamily.Sketch => SyntheticInputs.Amount,
            _ => any[_random.Next(any.Length)],
        };
    }
}
