using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.Logging.Abstractions;
using MlOpsDashboard.Core.Storage;
using MlOpsDashboard.Dashboard.Callers;
using Xunit;

namespace MlOpsDashboard.Dashboard.Tests.Http;

public sealed class KeptSecretTests : IDisposable
{
    private readonly string root = Directory.CreateTempSubdirectory("mlops-keys-").FullName;

    private string Stored => Path.Combine(root, "keys", "pictures.secret");

    public void Dispose() => Directory.Delete(root, recursive: true);

    [Fact]
    public void Read_ByTheNextProcess_IsTheSame()
    {
        var first = Read("pictures");
        Assert.Equal(32, first.Length);
        Assert.Equal(first, Read("pictures"));
        Assert.NotEqual(first, Read("others"));
        // It is not there for whoever reads the file alone.
        Assert.Equal(-1, File.ReadAllBytes(Stored).AsSpan().IndexOf(first));
    }

    [Fact]
    public void Folder_IsReadByItsUserAlone()
    {
        Read("pictures");
        if (!OperatingSystem.IsWindows())
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(Path.Combine(root, "keys")));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(20)]
    public void Read_WhereTheFileIsDamaged_IsANewOneThatLasts(int bytes)
    {
        var first = Read("pictures");
        File.WriteAllBytes(Stored, File.ReadAllBytes(Stored)[..bytes]);
        var second = Read("pictures");
        Assert.NotEqual(first, second);
        Assert.Equal(second, Read("pictures"));
    }

    [Fact]
    public void Read_WhereTheKeyRingIsGone_IsANewOneThatLasts()
    {
        var first = Read("pictures");
        foreach (var key in Directory.GetFiles(Path.Combine(root, "keys"), "key-*.xml"))
            File.Delete(key);
        var second = Read("pictures");
        Assert.NotEqual(first, second);
        Assert.Equal(second, Read("pictures"));
    }

    // As another process would: with a key ring that is read anew.
    private byte[] Read(string name)
    {
        var layout = new StorageLayout(root);
        return new KeptSecret(layout, DataProtectionProvider.Create(KeptSecret.Folder(layout)), NullLogger<KeptSecret>.Instance).Read(name);
    }
}
