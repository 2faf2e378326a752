using System.Globalization;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using Souk.Learning.Numerics;

namespace Souk.Learning.Tests.Persistence;

/// <summary>Every kind of model file: committed files still load and say what is written beside them; damaged ones are
/// refused. To write the files of a new kind, set SOUK_WRITE_GOLDEN to 1 and run
/// <see cref="Write_missing_files"/>.</summary>
public sealed class GoldenFileTests
{
    private const int ChecksumLength = 32;
    private const int Edits = 300;

    public static TheoryData<string> Kinds => [.. GoldenCases.All.Select(c => c.Name)];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_committed_file_gives_the_written_down_predictions(string kind)
    {
        double[] expected = [.. File.ReadLines(PathOf(kind, "txt"))
            .Select(l => double.Parse(l, CultureInfo.InvariantCulture))];
        double[] predicted = Case(kind).Load(new MemoryStream(File.ReadAllBytes(PathOf(kind, "model"))))();
        Assert.Equal(expected.Length, predicted.Length);
        for (int i = 0; i < expected.Length; i++)
        {
            Assert.Equal(expected[i], predicted[i], 1e-5 * (1 + Math.Abs(expected[i])));
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_file_cut_at_any_byte_is_refused(string kind)
    {
        byte[] file = File.ReadAllBytes(PathOf(kind, "model"));
        for (int length = 0; length < file.Length; length++)
        {
            Assert.Throws<InvalidDataException>(() => Case(kind).Load(new MemoryStream(file, 0, length)));
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_file_with_any_byte_changed_is_refused(string kind)
    {
        byte[] file = File.ReadAllBytes(PathOf(kind, "model"));
        for (int at = 0; at < file.Length; at++)
        {
            byte[] damaged = [.. file];
            damaged[at] ^= (byte)(1 << (at % 8));
            Assert.Throws<InvalidDataException>(() => Case(kind).Load(new MemoryStream(damaged)));
        }
    }

    /// <summary>What is wrong in spite of a right checksum (another program's file) is refused or loads; then the model
    /// predicts or says what does not fit. Nothing else may fail.</summary>
    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_changed_file_with_a_right_checksum_is_refused_or_loads(string kind)
    {
        byte[] file = File.ReadAllBytes(PathOf(kind, "model"));
        var random = new SeededRandom(11);
        int refused = 0;
        for (int edit = 0; edit < Edits; edit++)
        {
            byte[] changed = Changed(file, ref random);
            Func<double[]> predict;
            try
            {
                predict = Case(kind).Load(new MemoryStream(changed));
            }
            catch (InvalidDataException)
            {
                refused++;
                continue;
            }

            try
            {
                predict();
            }
            catch (Exception e) when (e is ArgumentException or ArithmeticException and not DivideByZeroException)
            {
                // The model asks for other columns now, or holds numbers that no calculation survives: said, not
                // crashed.
            }
        }

        Assert.True(refused > 0, "No edit was noticed.");
    }

    [Fact]
    public void Every_kind_has_a_file()
    {
        string[] missing = [.. GoldenCases.All.Select(c => c.Name).Where(n => !File.Exists(PathOf(n, "model")))];
        Assert.Empty(missing);
    }

    [Fact]
    public void Write_missing_files()
    {
        if (Environment.GetEnvironmentVariable("SOUK_WRITE_GOLDEN") != "1")
        {
            Assert.Skip("Writes files into the source tree; set SOUK_WRITE_GOLDEN to 1.");
        }

        foreach (GoldenCase golden in GoldenCases.All.Where(c => !File.Exists(SourceOf(c.Name, "model"))))
        {
            using var stream = new MemoryStream();
            golden.Write(stream);
            File.WriteAllBytes(SourceOf(golden.Name, "model"), stream.ToArray());
            stream.Position = 0;
            File.WriteAllLines(
                SourceOf(golden.Name, "txt"),
                golden.Load(stream)().Select(p => p.ToString("R", CultureInfo.InvariantCulture)));
        }
    }

    /// <summary>Up to three bytes changed between header and checksum, and the checksum made right again.</summary>
    private static byte[] Changed(byte[] file, ref SeededRandom random)
    {
        byte[] changed = [.. file];
        int end = file.Length - ChecksumLength;
        int edits = 1 + random.Next(3);
        for (int e = 0; e < edits; e++)
        {
            changed[12 + random.Next(end - 12)] = random.Next(3) switch
            {
                0 => 0,
                1 => 255,
                _ => (byte)random.Next(256),
            };
        }

        SHA256.HashData(changed.AsSpan(0, end), changed.AsSpan(end));
        return changed;
    }

    private static GoldenCase Case(string kind) => GoldenCases.All.Single(c => c.Name == kind);

    private static string PathOf(string kind, string extension) =>
        Path.Combine(AppContext.BaseDirectory, "Persistence", "Golden", $"{kind}.{extension}");

    private static string SourceOf(string kind, string extension, [CallerFilePath] string source = "") =>
        Path.Combine(Path.GetDirectoryName(source)!, "Golden", $"{kind}.{extension}");
}
