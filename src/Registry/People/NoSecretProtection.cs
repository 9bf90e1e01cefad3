using MlOpsDashboard.Core.People;

namespace MlOpsDashboard.Registry.People;

/// <summary>Of programs that sign nobody in: they have no keys, and keep no secret.</summary>
internal sealed class NoSecretProtection : ISecretProtection
{
    public string Protect(string secret) => throw new InvalidOperationException("A program without a key ring keeps no secrets.");

    public string? Unprotect(string kept) => throw new InvalidOperationException("A program without a key ring reads no secrets.");
}
