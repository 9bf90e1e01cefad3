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
}
