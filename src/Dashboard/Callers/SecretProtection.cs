using System.Security.Cryptography;
using Microsoft.AspNetCore.DataProtection;
using MlOpsDashboard.Core.People;

namespace MlOpsDashboard.Dashboard.Callers;

/// <summary>By the key ring of the data folder.</summary>
internal sealed partial class SecretProtection(IDataProtectionProvider protection, ILogger<SecretProtection> logger) : ISecretProtection
{
    private readonly IDataProtector protector = protection.CreateProtector("MlOpsDashboard.People");

    public string Protect(string secret) => protector.Protect(secret);

    public string? Unprotect(string kept)
    {
        try
        {
            return protector.Unprotect(kept);
        }
        catch (CryptographicException e)
        {
            LogUnreadable(e.Message);
            return null;
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "A kept secret can't be read by this folder's key ring: {Fault}")]
    private partial void LogUnreadable(string fault);
}
