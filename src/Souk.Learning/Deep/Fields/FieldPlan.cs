using Souk.Learning.Data;
using Souk.Learning.Persistence;

namespace Souk.Learning.Deep.Fields;

/// <summary>How one field is encoded: its indices start with one for "missing"; a number has one more, categories have
/// one for "unknown" and then one each, or the hashed ones.</summary>
internal sealed class FieldPlan
{
    private const int NumberSize = 2;
    private const int Unknown = 1;
    private const int FirstCategory = 2;
    private const int FirstHashed = 1;

    /// <summary>Standardised numbers are cut off here, so that one wild value cannot drown a score.</summary>
    private const double MaxDeviations = 10;

    private readonly int _field;
    private readonly int _offset;
    private readonly int _hashBits;
    private readonly int[] _places;
    private readonly double _mean;
    private readonly double _deviation;

    private FieldPlan(
        int field, int offset, bool isNumber, int hashBits, int[] places, double mean, double deviation, int size)
    {
        _field = field;
        _offset = offset;
        IsNumber = isNumber;
        _hashBits = hashBits;
        _places = places;
        _mean = mean;
        _deviation = deviation;
        Size = size;
    }

    /// <summary>Whether the field holds a number.</summary>
    public bool IsNumber { get; }

    /// <summary>How many indices it has.</summary>
    public int Size { get; }

    /// <summary>The index of "missing".</summary>
    public int Missing => _offset;

    /// <summary>The index of a number.</summary>
    public int Number => _offset + 1;

    /// <summary>Plans a field of numbers: mean and deviation of those that are there.</summary>
    public static FieldPlan OfNumbers(int field, int offset, ReadOnlySpan<float> values)
    {
        double sum = 0;
        double squares = 0;
        int count = 0;
        foreach (float value in values)
        {
            sum += float.IsNaN(value) ? 0 : value;
            count += float.IsNaN(value) ? 0 : 1;
        }

        double mean = count > 0 ? sum / count : 0;
        foreach (float value in values)
        {
            squares += float.IsNaN(value) ? 0 : (value - mean) * (value - mean);
        }

        double deviation = count > 0 ? Math.Sqrt(squares / count) : 0;
        return new FieldPlan(field, offset, true, 0, [], mean, deviation > 0 ? deviation : 1, NumberSize);
    }

    /// <summary>Plans a field of categories; negative codes are missing.</summary>
    public static FieldPlan OfCategories(
        int field, int offset, ReadOnlySpan<int> codes, int categories, FieldEncoderOptions options)
    {
        if (options.HashBits > 0)
        {
            int hashed = checked(FirstHashed + (1 << options.HashBits));
            return new FieldPlan(field, offset, false, options.HashBits, [], 0, 1, hashed);
        }

        int[] places = new int[categories];
        foreach (int code in codes)
        {
            if (code >= 0)
            {
                places[code]++;
            }
        }

        int next = FirstCategory;
        for (int c = 0; c < categories; c++)
        {
            places[c] = places[c] >= options.MinimumCount ? next++ : Unknown;
        }

        return new FieldPlan(field, offset, false, 0, places, 0, 1, next);
    }

    /// <summary>A number less the mean, in deviations.</summary>
    public float Standardise(float value) =>
        (float)Math.Clamp((value - _mean) / _deviation, -MaxDeviations, MaxDeviations);

    /// <summary>The index of a category; those that came after training are unknown.</summary>
    public int IndexOf(int code)
    {
        if (code < 0)
        {
            return Missing;
        }

        return _hashBits > 0
            ? _offset + FirstHashed + FeatureHash.Index(FeatureHash.Of(_field, code), _hashBits)
            : _offset + (code < _places.Length ? _places[code] : Unknown);
    }

    public void Save(ModelWriter writer)
    {
        writer.WriteFlag(IsNumber);
        writer.WriteInt32(_hashBits);
        writer.WriteInt32(Size);
        writer.WriteDouble(_mean);
        writer.WriteDouble(_deviation);
        writer.WriteArray<int>(_places);
    }

    public static FieldPlan Load(ModelReader reader, int field, int offset)
    {
        bool isNumber = reader.ReadFlag();
        int hashBits = reader.ReadInt32();
        int size = reader.ReadInt32();
        double mean = reader.ReadDouble();
        double deviation = reader.ReadDouble();
        int[] places = reader.ReadArray<int>();
        if (hashBits is < 0 or > 28 || size < 1 || size > int.MaxValue - offset
            || places.AsSpan().IndexOfAnyExceptInRange(0, size - 1) >= 0)
        {
            throw new InvalidDataException($"Field {field} of the encoder's file does not fit together.");
        }

        return new FieldPlan(field, offset, isNumber, hashBits, places, mean, deviation, size);
    }
}
