using System.Text;
using System.Text.Json.Nodes;
using CsCheck;
using MlOpsDashboard.Core;
using MlOpsDashboard.Workers.Engine.Formats.SafeTensors;
using MlOpsDashboard.Workers.Tests.Golden;
using Xunit;
using static TorchSharp.torch;

namespace MlOpsDashboard.Workers.Tests.SafeTensors;

/// <summary>What a header may say and what it may not (row 53 of the faults).</summary>
public sealed class SafeTensorHeaderTests
{
    private static readonly (string Name, int Width)[] Types =
    [
        ("F64", 8),
        ("F32", 4),
        ("F16", 2),
        ("BF16", 2),
        ("I64", 8),
        ("I32", 4),
        ("I16", 2),
        ("I8", 1),
        ("U8", 1),
        ("BOOL", 1),
        ("U16", 2),
        ("U32", 4),
        ("U64", 8),
    ];

    private readonly string folder = TestFolder.Create();

    private static readonly Gen<(string Name, string Type, long[] Shape, byte[] Data)[]> Files =
        from count in Gen.Int[1, 6]
        from tensors in Gen.Select(Gen.Int[0, Types.Length - 1], Gen.Long[0, 4].Array[0, 4], Gen.String[0, 8]).Array[count]
        select tensors
            .Select(
                (tensor, i) =>
                {
                    var (type, width) = Types[tensor.Item1];
                    var bytes = tensor.Item2.Aggregate(1L, (product, d) => product * d) * width;
                    return ($"{i}{tensor.Item3}", type, tensor.Item2, Enumerable.Range(0, (int)bytes).Select(k => (byte)(k * 37 + i)).ToArray());
                }
            )
            .ToArray();

    public static TheoryData<string, string, string> Bad() =>
        new()
        {
            { """{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,4]}}""", "0000", "'a' to have 4 bytes" },
            { """{"a":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}""", "00000000", "a gap" },
            { """{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"b":{"dtype":"F32","shape":[1],"data_offsets":[2,6]}}""", "000000", "an overlap" },
            { """{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"b":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}""", "0000", "an overlap" },
            { """{"a":{"dtype":"F32","shape":[1],"data_offsets":[4,0]}}""", "0000", "end behind its begin" },
            { """{"a":{"dtype":"F32","shape":[4611686018427387904,4],"data_offsets":[0,4]}}""", "0000", "'a' to have 4 bytes" },
            { """{"a":{"dtype":"F32","shape":[9223372036854775807,2],"data_offsets":[0,4]}}""", "0000", "'a' to have 4 bytes" },
            { """{"a":{"dtype":"F32","shape":[9223372036854775808],"data_offsets":[0,4]}}""", "0000", "9223372036854775808" },
            { """{"a":{"dtype":"F32","shape":[-1],"data_offsets":[0,4]}}""", "0000", "-1" },
            { """{"a":{"dtype":"F32","shape":[1.5],"data_offsets":[0,4]}}""", "0000", "1.5" },
            { """{"a":{"dtype":"F32","shape":["1"],"data_offsets":[0,4]}}""", "0000", "whole numbers" },
            { """{"a":{"dtype":"F32","shape":1,"data_offsets":[0,4]}}""", "0000", "to be a list" },
            { """{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4,8]}}""", "0000", "at most 2" },
            { """{"a":{"dtype":"F32","shape":[1],"data_offsets":[0]}}""", "0000", "two data_offsets" },
            { """{"a":{"dtype":"F32","shape":[1]}}""", "0000", "two data_offsets" },
            { """{"a":{"dtype":"Q4","shape":[1],"data_offsets":[0,4]}}""", "0000", "Q4" },
            { """{"a":{"dtype":"F32","dtype":"F32","shape":[1],"data_offsets":[0,4]}}""", "0000", "each once" },
            { """{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4],"file":"/etc/passwd"}}""", "0000", "'file'" },
            { """{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"a":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}""", "00000000", "'a' twice" },
            { """{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}""", "00000", "bytes that belong to no tensor" },
            { """{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}""", "000", "cut off" },
            { """{"a":[1]}""", "", "to be an object" },
            { """{"__metadata__":{"a":1}}""", "", "__metadata__ 'a'" },
            { """{"__metadata__":{},"__metadata__":{}}""", "", "twice" },
            { """{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}}""", "0000", "valid JSON" },
            { """{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}""", "0000", "valid JSON" },
            { """{"a":{"dtype":"F32","shape":[[[[[[[[[[1]]]]]]]]]],"data_offsets":[0,4]}}""", "0000", "whole numbers" },
            { """ {"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}""", "0000", "begins with '{'" },
            { "", "", "begins with '{'" },
            { "[]", "", "begins with '{'" },
        };

    [Theory, MemberData(nameof(Bad))]
    public void Open_OfABadHeader_IsRefusedWithTheReason(string header, string data, string reason)
    {
        var path = SafeTensorForge.Write(SafeTensorForge.File(header, Encoding.ASCII.GetBytes(data)));
        Assert.Contains(reason, Assert.Throws<RefusedException>(() => SafeTensorFile.Open(path)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(3UL)]
    [InlineData(100_000_001UL)]
    [InlineData(ulong.MaxValue)]
    [InlineData(1UL << 63)]
    public void Open_OfAHeaderLongerThanTheFileOrTheLimit_IsRefusedBeforeItIsRead(ulong length)
    {
        var path = SafeTensorForge.Write(SafeTensorForge.File("{}"u8.ToArray(), [], length));
        var before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Contains(
            length.ToString(System.Globalization.CultureInfo.InvariantCulture),
            Assert.Throws<RefusedException>(() => SafeTensorFile.Open(path)).Message,
            StringComparison.Ordinal
        );
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1 << 20);
    }

    [Fact]
    public void Open_OfAnInvalidText_IsRefused()
    {
        byte[] header = [.. "{\"a"u8, 0xFF, .. "\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}}"u8];
        Assert.Throws<RefusedException>(() => SafeTensorFile.Open(SafeTensorForge.Write(SafeTensorForge.File(header, new byte[4]))));
    }

    [Fact]
    public void Open_OfNothing_IsRefused()
    {
        Assert.Throws<RefusedException>(() => SafeTensorFile.Open("nowhere.safetensors"));
        Assert.Throws<RefusedException>(() => SafeTensorFile.Open(SafeTensorForge.Write([1, 2, 3])));
    }

    [Fact]
    public void Open_OfPaddingAndMetadata_IsFine()
    {
        using var file = SafeTensorFile.Open(
            SafeTensorForge.Write(
                SafeTensorForge.File(
                    """{"__metadata__":{"format":"pt"},"a":{"dtype":"F32","shape":[],"data_offsets":[0,4]}}   """,
                    SafeTensorForge.Floats(2.5f)
                )
            )
        );
        using var value = file.Read(Assert.Single(file.Entries));
        Assert.Equal(2.5f, value.item<float>());
    }

    [Fact]
    public void Read_OfEveryType_GivesItsNumbers()
    {
        using var scope = NewDisposeScope();
        (string Type, byte[] Bytes, float[] Expected)[] cases =
        [
            ("F64", [.. BitConverter.GetBytes(1.5), .. BitConverter.GetBytes(-2.0)], [1.5f, -2]),
            ("F32", SafeTensorForge.Floats(1.5f, -2), [1.5f, -2]),
            ("F16", [.. BitConverter.GetBytes((Half)1.5), .. BitConverter.GetBytes((Half)(-2))], [1.5f, -2]),
            ("BF16", [0xC0, 0x3F, 0x00, 0xC0], [1.5f, -2]),
            ("I64", [.. BitConverter.GetBytes(5L), .. BitConverter.GetBytes(-7L)], [5, -7]),
            ("I32", [.. BitConverter.GetBytes(5), .. BitConverter.GetBytes(-7)], [5, -7]),
            ("I16", [.. BitConverter.GetBytes((short)5), .. BitConverter.GetBytes((short)-7)], [5, -7]),
            ("I8", [5, 0xF9], [5, -7]),
            ("U64", [.. BitConverter.GetBytes(5UL), .. BitConverter.GetBytes(7UL)], [5, 7]),
            ("U32", [.. BitConverter.GetBytes(5u), .. BitConverter.GetBytes(7u)], [5, 7]),
            ("U16", [5, 0, 7, 0], [5, 7]),
            ("U8", [5, 250], [5, 250]),
            ("BOOL", [1, 0], [1, 0]),
        ];
        foreach (var (type, bytes, expected) in cases)
        {
            using var file = SafeTensorFile.Open(SafeTensorForge.Write(SafeTensorForge.File((type, type, [2], bytes))));
            Assert.Equal(expected, GoldenData.Values(file.Read(file.Entries[0])));
        }

        using var eight = SafeTensorFile.Open(SafeTensorForge.Write(SafeTensorForge.File(("scaled", "F8_E4M3", [2], [1, 2]))));
        Assert.Contains("'scaled'", Assert.Throws<RefusedException>(() => eight.Read(eight.Entries[0])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Open_OfGeneratedFiles_FindsWhatWasWritten() =>
        Files.Sample(
            tensors =>
            {
                using var file = SafeTensorFile.Open(SafeTensorForge.Write(SafeTensorForge.File(tensors), folder));
                Assert.Equal(
                    tensors.Select(tensor => $"{tensor.Name} {tensor.Type} {string.Join(',', tensor.Shape)}"),
                    file.Entries.Select(entry => $"{entry.Name} {entry.Type.Name} {string.Join(',', entry.Shape)}")
                );
            },
            iter: 200,
            threads: 1
        );

    /// <summary>A file with anything changed, cut or added is read as some file or refused; nothing else may happen, and what is read lies inside the
    /// file.</summary>
    [Fact]
    public void Open_OfMutatedFiles_IsReadOrRefused() =>
        Gen.Select(Files, Gen.Int[0, int.MaxValue].Array[1, 4], Gen.Byte.Array[1, 4], Gen.Int[0, 3])
            .Sample(
                (tensors, places, bytes, kind) =>
                {
                    var data = SafeTensorForge.File(tensors);
                    byte[] mutated = kind switch
                    {
                        0 => [.. data[..(places[0] % data.Length)]],
                        1 => [.. data, .. bytes],
                        2 => [.. data[..(places[0] % data.Length)], .. bytes, .. data[(places[0] % data.Length)..]],
                        _ => [.. data],
                    };
                    for (var i = 0; kind == 3 && i < places.Length; i++)
                    {
                        mutated[places[i] % mutated.Length] = bytes[i % bytes.Length];
                    }

                    var path = SafeTensorForge.Write(mutated, folder);
                    try
                    {
                        using var file = SafeTensorFile.Open(path);
                        foreach (var entry in file.Entries.Where(entry => entry.Type.Read is not null))
                        {
                            using var value = file.Read(entry);
                            Assert.Equal(entry.Shape, value.shape);
                        }
                    }
                    catch (RefusedException refused)
                    {
                        Assert.StartsWith("Expected ", refused.Message, StringComparison.Ordinal);
                    }
                },
                iter: 2000,
                threads: 1
            );

    /// <summary>Offsets of a good header moved by a little: never accepted.</summary>
    [Fact]
    public void Open_OfMovedOffsets_IsRefused() =>
        Gen.Select(Files, Gen.Int[0, 5], Gen.Bool, Gen.Long[1, 9])
            .Sample(
                (tensors, which, begin, by) =>
                {
                    var good = SafeTensorForge.File(tensors);
                    var length = (int)BitConverter.ToUInt64(good);
                    var header = JsonNode.Parse(good.AsSpan(8, length))!.AsObject();
                    var offsets = header[tensors[which % tensors.Length].Name]!["data_offsets"]!.AsArray();
                    offsets[begin ? 0 : 1] = offsets[begin ? 0 : 1]!.GetValue<long>() + by;
                    var path = SafeTensorForge.Write(SafeTensorForge.File(Encoding.UTF8.GetBytes(header.ToJsonString()), good[(8 + length)..]), folder);
                    Assert.Throws<RefusedException>(() => SafeTensorFile.Open(path));
                },
                iter: 300,
                threads: 1
            );
}
