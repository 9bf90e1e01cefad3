using System.Text;
using MlOpsDashboard.Core;
using MlOpsDashboard.Workers.Engine.Data;
using Xunit;
using static TorchSharp.torch;

namespace MlOpsDashboard.Workers.Tests.Data;

public sealed class NpyFileTests
{
    [Theory]
    [InlineData(2, 3)]
    [InlineData(5)]
    public void Array_WrittenAndRead_IsTheSame(params int[] shape)
    {
        using var folder = new TemporaryFolder();
        using var scope = NewDisposeScope();
        var values = rand([.. shape.Select(s => (long)s)]);
        NpyFile.Write(folder["a.npy"], values);
        Assert.Equal(0, (File.ReadAllBytes(folder["a.npy"]).Length - (values.numel() * 4)) % 64);
        var read = NpyFile.Read(folder["a.npy"]);
        Assert.Equal(values.shape, read.shape);
        Assert.True(values.allclose(read, 0, 0));
    }

    [Fact]
    public void Bytes_AsNumPyWritesThem_AreRead()
    {
        using var folder = new TemporaryFolder();
        using var scope = NewDisposeScope();
        var header = "{'descr': '|u1', 'fortran_order': False, 'shape': (2, 2), }".PadRight(117) + "\n";
        byte[] magic = [0x93, (byte)'N', (byte)'U', (byte)'M', (byte)'P', (byte)'Y', 1, 0, 118, 0];
        byte[] whole = [.. magic, .. Encoding.ASCII.GetBytes(header), 1, 2, 3, 255];
        File.WriteAllBytes(folder["b.npy"], whole);
        Assert.Equal([1f, 2f, 3f, 255f], NpyFile.Read(folder["b.npy"]).data<float>().ToArray());
        File.WriteAllBytes(folder["b.npy"], whole[..^1]);
        Assert.Throws<RefusedException>(() => NpyFile.Read(folder["b.npy"]));
        File.WriteAllBytes(folder["b.npy"], whole[..60]);
        Assert.Throws<RefusedException>(() => NpyFile.Read(folder["b.npy"]));
        File.WriteAllText(folder["b.npy"], "no array");
        Assert.Throws<RefusedException>(() => NpyFile.Read(folder["b.npy"]));
    }

    [Fact]
    public void FortranOrder_AndUnsignedNumbers_AreRead()
    {
        using var folder = new TemporaryFolder();
        using var scope = NewDisposeScope();
        void Write(string type, string order, string shape, params byte[] data) =>
            File.WriteAllBytes(
                folder["c.npy"],
                [
                    0x93,
                    .. "NUMPY"u8,
                    1,
                    0,
                    118,
                    0,
                    .. Encoding.ASCII.GetBytes($"{{'descr': '{type}', 'fortran_order': {order}, 'shape': {shape}, }}".PadRight(117) + "\n"),
                    .. data,
                ]
            );

        // Columns first: [[1, 3, 5], [2, 4, 6]].
        Write("|u1", "True", "(2, 3)", 1, 2, 3, 4, 5, 6);
        Assert.Equal([2L, 3], NpyFile.Read(folder["c.npy"]).shape);
        Assert.Equal([1f, 3, 5, 2, 4, 6], NpyFile.Read(folder["c.npy"]).data<float>().ToArray());
        byte[] texts = [.. Encoding.UTF32.GetBytes("ab"), .. Encoding.UTF32.GetBytes("cd"), .. Encoding.UTF32.GetBytes("ef"), .. Encoding.UTF32.GetBytes("gh")];
        Write("<U2", "True", "(2, 2)", texts);
        Assert.Equal(["ab", "ef", "cd", "gh"], Engine.Graph.TextTensor.Read(NpyFile.ReadFor(folder["c.npy"], "string")));

        Write("<u2", "False", "(2,)", 0xFF, 0xFF, 1, 0);
        Assert.Equal([65535L, 1], NpyFile.ReadFor(folder["c.npy"], "int32").data<long>().ToArray());
        Write("<u4", "False", "(1,)", 0xFE, 0xFF, 0xFF, 0xFF);
        Assert.Equal([4294967294L], NpyFile.ReadFor(folder["c.npy"], "int64").data<long>().ToArray());
        Write("<u8", "False", "(1,)", 0, 0, 0, 0, 0, 0, 0, 0x80);
        Assert.Throws<RefusedException>(() => NpyFile.ReadFor(folder["c.npy"], "int64"));
    }
}
