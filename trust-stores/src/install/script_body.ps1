$ErrorActionPreference = 'Stop'
$machine = @($Steps | Where-Object { $_.Scope -eq 'LocalMachine' }).Count -gt 0
$folder = if ($machine) { $env:ProgramData } else { $env:LOCALAPPDATA }
$note = Join-Path $folder "tillit-$Plan.txt"

function Get-Sha256([byte[]]$bytes) {
    $hash = [Security.Cryptography.SHA256]::Create()
    try { [BitConverter]::ToString($hash.ComputeHash($bytes)) -replace '-', '' } finally { $hash.Dispose() }
}

# NTAuth lies among what the domain publishes, which .NET does not open.
function Invoke-NTAuth([string]$verb, [byte[]]$der, [string]$thumbprint) {
    $file = [IO.Path]::GetTempFileName()
    try {
        if ($verb -eq 'remove') { & certutil.exe -enterprise -delstore NTAuth $thumbprint | Out-Null }
        else { [IO.File]::WriteAllBytes($file, $der); & certutil.exe -enterprise -f -addstore NTAuth $file | Out-Null }
        if ($LASTEXITCODE -ne 0) { throw "certutil: $LASTEXITCODE" }
    } finally { Remove-Item -LiteralPath $file }
}

function Set-Store([string]$verb, [string]$scope, [string]$name, [byte[]]$der, [string]$thumbprint) {
    if ($name -eq 'NTAuth') { Invoke-NTAuth $verb $der $thumbprint; return }
    $store = New-Object Security.Cryptography.X509Certificates.X509Store($name, $scope)
    $store.Open('ReadWrite')
    try {
        $certificate = New-Object Security.Cryptography.X509Certificates.X509Certificate2(,$der)
        if ($verb -ne 'add') { $store.Remove($certificate) }
        if ($verb -ne 'remove') { $store.Add($certificate) }
    } finally { $store.Close() }
}

# The bytes of a certificate of a store; nothing where it is not there.
function Get-Held([string]$scope, [string]$name, [string]$thumbprint) {
    $key = if ($name -eq 'NTAuth') { "HKLM:\SOFTWARE\Microsoft\EnterpriseCertificates\NTAuth\Certificates\$thumbprint" }
        else { "Cert:\$scope\$name\$thumbprint" }
    if (-not (Test-Path -LiteralPath $key)) { return $null }
    if ($name -eq 'NTAuth') { return ,[byte[]]@() }
    return ,(Get-Item -LiteralPath $key).RawData
}

if ($Undo) {
    if (-not (Test-Path -LiteralPath $note)) { throw "$note is not there: nothing was changed." }
    foreach ($line in @(Get-Content -LiteralPath $note)) {
        $verb, $scope, $name, $thumbprint, $der = $line -split ' '
        # The note is believed only as far as it speaks of this script's own steps.
        $own = @($Steps | Where-Object { $_.Verb -eq $verb -and $_.Scope -eq $scope -and $_.Store -eq $name -and $_.Thumbprint -eq $thumbprint })
        if ($own.Count -ne 1 -or (Get-Sha256 ([Convert]::FromBase64String($der))) -ne $own[0].Sha256) {
            throw "$note is not what this script wrote."
        }
        $back = if ($verb -eq 'add') { 'remove' } else { 'add' }
        $held = Get-Held $scope $name $thumbprint
        if (($null -ne $held) -eq ($back -eq 'remove')) {
            Set-Store $back $scope $name ([Convert]::FromBase64String($der)) $thumbprint
            Write-Output "$back $scope\$name $thumbprint"
        }
    }
    Remove-Item -LiteralPath $note
    exit 0
}

if (Test-Path -LiteralPath $note) { throw "$note is there: this script was run already. -Undo takes it back." }
# Everything is checked before the first change.
foreach ($step in $Steps) {
    if ($step.Verb -ne 'remove' -and (Get-Sha256 ([Convert]::FromBase64String($step.Der))) -ne $step.Sha256) {
        throw "The certificate $($step.Thumbprint) is not what the plan says."
    }
}
foreach ($step in $Steps) {
    $held = Get-Held $step.Scope $step.Store $step.Thumbprint
    $isThere = $null -ne $held
    if (($step.Verb -eq 'add' -and $isThere) -or ($step.Verb -eq 'remove' -and -not $isThere)) { continue }
    if ($step.Verb -eq 'remove' -and (Get-Sha256 $held) -ne $step.Sha256) {
        throw "The certificate $($step.Thumbprint) is not the one of the plan."
    }
    $der = if ($step.Verb -eq 'remove') { $held } else { [Convert]::FromBase64String($step.Der) }
    # What is switched on again stays so when it is undone.
    if ($step.Verb -ne 'renew') {
        Add-Content -LiteralPath $note "$($step.Verb) $($step.Scope) $($step.Store) $($step.Thumbprint) $([Convert]::ToBase64String($der))"
    }
    Set-Store $step.Verb $step.Scope $step.Store $der $step.Thumbprint
    if (($null -ne (Get-Held $step.Scope $step.Store $step.Thumbprint)) -eq ($step.Verb -eq 'remove')) {
        throw "$($step.Scope)\$($step.Store): Windows did not keep the change."
    }
    Write-Output "$($step.Verb) $($step.Scope)\$($step.Store) $($step.Thumbprint)"
}
