using System.Security.Cryptography;
using Microsoft.AspNetCore.DataProtection;
using MlOpsDashboard.Core.Storage;

namespace MlOpsDashboard.Dashboard.Callers;

/// <summary>Secrets that outlive a restart: in the data folder, protected by the key ring that lies beside them.</summary>
public sealed partial class KeptSecret(StorageLayout layout, IDataProtectionProvider protection, ILogger<KeptSecret> logger)
{
    private const int Bytes = 32;

    /// <summary><see cref="StorageLayout.Keys"/>, made so that only this user reads it.</summary>
    public static DirectoryInfo Folder(StorageLayout layout)
    {
        DurableFile.CreateFolder(layout.Keys);
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(layout.Keys, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        return new(layout.Keys);
    }

    /// <summary>32 random bytes, made when they are first asked for. Where they can't be read any more new ones take their place, and the log says
    /// so.</summary>
    /// <param name="name">Of the file: letters.</param>
    /// <exception cref="IOException">They can't be kept.</exception>
    public byte[] Read(string name)
    {
        var file = Path.Combine(Folder(layout).FullName, name + ".secret");
        var protector = protection.CreateProtector("MlOpsDashboard.Secrets", name);
        if (File.Exists(file))
        {
            try
            {
                return protector.Unprotect(File.ReadAllBytes(file));
            }
            catch (CryptographicException e)
            {
                LogUnreadable(file, e.Message);
            }
        }
        var secret = RandomNumberGenerator.GetBytes(Bytes);
        DurableFile.Write(file, stream => stream.Write(protector.Protect(secret)));
        return secret;
    }

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "Expected a secret of this folder's key ring in {File}; received: {Fault} A new one takes its place: what the old one signed is not accepted any more"
    )]
    private partial void LogUnreadable(string file, string fault);
}
