using System.Buffers.Binary;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Souk.Learning.Deep.Weights;
using Souk.Learning.Numerics;

namespace Souk.Learning.Tests.Deep;

public class SafeTensorFileTests
{
    private const string NumberA = """
        "a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}
        """;

    private const string NumberB = """
        "b":{"dtype":"BF16","shape":[2],"data_offsets":[0,4]}
        """;

    [Fact]
    public void WriteRead_SameTensors()
    {
        Gen<SafeTensor[]> files =
            from sizes in Gen.Choose(0, 5).ArrayOf(2).ArrayOf()
            select sizes.Select((s, i) => new SafeTensor($"t.{i}", s, Numbers(s[0] * s[1], i))).ToArray();
        Prop.ForAll(files.ToArbitrary(), file =>
        {
            IReadOnlyList<SafeTensor> read = SafeTensorFile.Read(new MemoryStream(Written(file)));
            Assert.Equal(file.Length, read.Count);
            foreach (SafeTensor tensor in file)
            {
                SafeTensor found = Assert.Single(read, t => t.Name == tensor.Name);
                Assert.Equal(tensor.Shape, found.Shape);
                Assert.Equal(tensor.ToSingles(), found.ToSingles());
            }
        }).QuickCheckThrowOnFailure();
    }

    [Theory]
    [InlineData("F16", new byte[] { 0x00, 0x3E, 0x00, 0xC0 }, 1.5f, -2f)]
    [InlineData("BF16", new byte[] { 0xC0, 0x3F, 0x00, 0xC0 }, 1.5f, -2f)]
    [InlineData("F32", new byte[] { 0, 0, 0xC0, 0x3F, 0, 0, 0, 0xC0 }, 1.5f, -2f)]
    [InlineData("F64", new byte[] { 0, 0, 0, 0, 0, 0, 0xF8, 0x3F, 0, 0, 0, 0, 0, 0, 0, 0xC0 }, 1.5f, -2f)]
    public void Read_EachType_LittleEndian(string type, byte[] bytes, float first, float second)
    {
        string header = """{"__metadata__":{"format":"pt"}, "w":{"shape":[2],"data_offsets":[0,""" + bytes.Length
            + "],\"dtype\":\"" + type + "\"}}";
        SafeTensor tensor = Assert.Single(SafeTensorFile.Read(File(header, bytes)));
        Assert.Equal(type, tensor.Type.ToString());
        Assert.Equal([first, second], tensor.ToSingles());
    }

    [Fact]
    public void Read_NumberWithoutShape_IsOneNumber()
    {
        SafeTensor tensor = Assert.Single(SafeTensorFile.Read(
            File("""{"a":{"dtype":"F32","shape":[],"data_offsets":[0,4]}}""", new byte[4])));
        Assert.Empty(tensor.Shape);
        Assert.Equal([0f], tensor.ToSingles());
    }

    [Theory]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"a":{}}""", "twice")]
    [InlineData("{" + NumberA + "," + NumberB + "}", "begins at 0")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}""", "begins at 4")]
    [InlineData("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}""", "4 bytes of numbers")]
    [InlineData("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,4]}}""", "takes 8 bytes")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[4,0]}}""", "takes 4 bytes")]
    [InlineData("""{"a":{"dtype":"F32","shape":[-1],"data_offsets":[0,4]}}""", "whole number")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1.5],"data_offsets":[0,4]}}""", "whole number")]
    [InlineData("""{"a":{"dtype":"F32","shape":[4294967296,4294967296],"data_offsets":[0,4]}}""", "too large")]
    [InlineData("""{"a":{"dtype":"F32","shape":[9223372036854775807,3],"data_offsets":[0,4]}}""", "too large")]
    [InlineData("""{"a":{"dtype":"I64","shape":[1],"data_offsets":[0,8]}}""", "I64")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1]}}""", "needs")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[0]}}""", "needs")]
    [InlineData("""{"a":{"dtype":"F32","dtype":"F32","shape":[1],"data_offsets":[0,4]}}""", "two keys")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4],"more":1}}""", "more")]
    [InlineData("""{"a":[1]}""", "expected StartObject")]
    [InlineData("""{"__metadata__":{"x":1}}""", "expected String")]
    [InlineData("""[1]""", "expected StartObject")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}} x""", "JSON")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}""", "JSON")]
    [InlineData("", "JSON")]
    public void Read_BadHeader_RefusedWithTheReason(string header, string reason)
    {
        InvalidDataException refused = Assert.Throws<InvalidDataException>(
            () => SafeTensorFile.Read(File(header, new byte[4])));
        Assert.Contains(reason, refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(ulong.MaxValue)]
    [InlineData(100_000_001UL)]
    [InlineData(55UL + 4UL)]
    public void Read_HeaderLongerThanTheFile_RefusedBeforeMemoryIsTaken(ulong length)
    {
        byte[] bytes = File("{" + NumberA + "}", new byte[4]).ToArray();
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, length);
        Assert.Throws<InvalidDataException>(() => SafeTensorFile.Read(new MemoryStream(bytes)));
    }

    [Fact]
    public void Read_TornAtEveryByte_Refused()
    {
        byte[] file = Written([new SafeTensor("a", [2, 3], Numbers(6, 1)), new SafeTensor("b", [5], Numbers(5, 2))]);
        for (int at = 0; at < file.Length; at++)
        {
            Assert.Throws<InvalidDataException>(() => SafeTensorFile.Read(new MemoryStream(file, 0, at)));
        }
    }

    [Fact]
    public void Read_DamagedAnywhere_ReadsOrRefusesButNothingElse()
    {
        byte[] file = Written([new SafeTensor("a", [2, 3], Numbers(6, 1)), new SafeTensor("b", [5], Numbers(5, 2))]);
        var random = new SeededRandom(1);
        int refused = 0;
        for (int i = 0; i < 20_000; i++)
        {
            byte[] damaged = [.. file];
            int changes = 1 + random.Next(4);
            for (int c = 0; c < changes; c++)
            {
                damaged[random.Next(damaged.Length)] = (byte)random.Next(256);
            }

            try
            {
                foreach (SafeTensor tensor in SafeTensorFile.Read(new MemoryStream(damaged)))
                {
                    Assert.Equal(tensor.Shape.Aggregate(1, (a, b) => a * b), tensor.ToSingles().Length);
                }
            }
            catch (InvalidDataException)
            {
                refused++;
            }
        }

        Assert.InRange(refused, 5_000, 19_999);
    }

    [Fact]
    public void Write_WhatNoFileMayHold_Refused()
    {
        Assert.Throws<ArgumentException>(() => new SafeTensor("__metadata__", [1], [1f]));
        Assert.Throws<ArgumentException>(() => new SafeTensor("a", [2], [1f]));
        Assert.Throws<ArgumentException>(() => new SafeTensor("a", [-1, -1], [1f]));
        var twice = new SafeTensor("a", [1], [1f]);
        Assert.Throws<ArgumentException>(() => SafeTensorFile.Write(new MemoryStream(), [twice, twice]));
    }

    private static MemoryStream File(string header, byte[] data)
    {
        byte[] text = Encoding.UTF8.GetBytes(header);
        byte[] length = new byte[8];
        BinaryPrimitives.WriteUInt64LittleEndian(length, (ulong)text.Length);
        return new MemoryStream([.. length, .. text, .. data]);
    }

    private static byte[] Written(IReadOnlyList<SafeTensor> tensors)
    {
        using var stream = new MemoryStream();
        SafeTensorFile.Write(stream, tensors);
        return stream.ToArray();
    }

    private static float[] Numbers(int count, int seed)
    {
        var random = new SeededRandom((ulong)seed);
        float[] numbers = new float[count];
        for (int i = 0; i < count; i++)
        {
            numbers[i] = (float)random.NextGaussian();
        }

        return numbers;
    }
}
