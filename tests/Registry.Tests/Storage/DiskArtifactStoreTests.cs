using System.Text;
using MlOpsDashboard.Registry.Tests.Support;

namespace MlOpsDashboard.Registry.Tests.Storage;

public sealed class DiskArtifactStoreTests : IAsyncLifetime
{
    private RegistryFixture registry = null!;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => registry = await RegistryFixture.OpenAsync();

    public ValueTask DisposeAsync() => registry.DisposeAsync();

    [Fact]
    public async Task Put_TheSameBytes_KeepsThemOnceUnderTheirHash()
    {
        var names = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => registry.Artifacts.PutAsync(Bytes("hello"), Cancelled)));
        Assert.Equal("2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824", Assert.Single(names.Distinct()));
        Assert.Single(Directory.EnumerateFiles(registry.Layout.Blobs, "*", SearchOption.AllDirectories));
        Assert.True(await registry.Artifacts.VerifyAsync(names[0], Cancelled));
        await using var read = (await registry.Artifacts.OpenAsync(names[0], Cancelled))!;
        Assert.Equal("hello", await new StreamReader(read).ReadToEndAsync(Cancelled));
    }

    [Fact]
    public async Task Verify_ADamagedFile_IsFoundAndStoringAgainMendsIt()
    {
        var name = await registry.Artifacts.PutAsync(Bytes("hello"), Cancelled);
        await File.WriteAllTextAsync(registry.Layout.Blob(name), "hellO", Cancelled);
        Assert.False(await registry.Artifacts.VerifyAsync(name, Cancelled));
        await registry.Artifacts.PutAsync(Bytes("hello"), Cancelled);
        Assert.True(await registry.Artifacts.VerifyAsync(name, Cancelled));
    }

    [Theory]
    [InlineData("2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824")]
    [InlineData("../../etc/passwd")]
    [InlineData("")]
    public async Task Open_WhatIsMissing_GivesNull(string name)
    {
        Assert.Null(await registry.Artifacts.OpenAsync(name, Cancelled));
        Assert.Null(await registry.Artifacts.LocalPathAsync(name, Cancelled));
        Assert.False(await registry.Artifacts.VerifyAsync(name, Cancelled));
    }

    [Fact]
    public async Task Put_AStreamThatBreaks_LeavesNothing()
    {
        await Assert.ThrowsAsync<IOException>(() => registry.Artifacts.PutAsync(new BrokenStream(), Cancelled));
        Assert.Empty(Directory.EnumerateFiles(registry.Layout.Blobs, "*", SearchOption.AllDirectories));
    }

    private static MemoryStream Bytes(string text) => new(Encoding.UTF8.GetBytes(text));

    private sealed class BrokenStream : MemoryStream
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => throw new IOException("unplugged");
    }
}
